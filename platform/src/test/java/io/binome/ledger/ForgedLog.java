package io.binome.ledger;

import io.binome.database.TestDatabase;
import io.binome.kernel.CanonicalJson;
import io.binome.kernel.Sha256;
import io.binome.kernel.TenantScope;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jooq.DSLContext;
import org.jooq.Record;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What somebody does who rewrites an entry and leaves no hash as it was: the best forgery there is without a new key. */
public final class ForgedLog {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() {};

    private ForgedLog() {}

    /** In the database, as its superuser: leaves, tree, head, and checkpoints thrown away. */
    public static void rewrite(TestDatabase database, TenantScope scope, long index, UnaryOperator<String> change) {
        String mine = "tenant_id = '" + scope.tenant() + "'";
        database.asOwner(sql -> {
            MerkleTree tree = MerkleTree.empty();
            String previous = "";
            sql.execute("DELETE FROM ledger_node WHERE " + mine);
            sql.execute("DELETE FROM ledger_cosignature WHERE " + mine);
            sql.execute("DELETE FROM ledger_checkpoint WHERE " + mine);
            for (Record row : sql.fetch("SELECT index, leaf FROM ledger_leaf WHERE " + mine + " ORDER BY index")) {
                long at = row.get("index", Long.class);
                String leaf = row.get("leaf", String.class);
                String forged = following(at == index ? change.apply(leaf) : leaf, previous);
                String leafHash = leafHash(forged);
                previous = chainHash(previous, leafHash);
                put(sql, mine, at, forged, leafHash, previous);
                for (MerkleTree.CompletedNode node : tree.append(TreeHash.ofHex(leafHash))) {
                    if (node.node().level() >= 4) {
                        sql.execute(
                                "INSERT INTO ledger_node VALUES (?, ?, ?, ?)",
                                scope.tenant().value(),
                                (short) node.node().level(),
                                node.node().index(),
                                node.hash().bytes());
                    }
                }
            }
            ByteArrayOutputStream edge = new ByteArrayOutputStream();
            tree.edge().forEach(hash -> edge.writeBytes(hash.bytes()));
            sql.execute(
                    "UPDATE ledger_head SET chain_hash = ?, edge = ?, checkpointed = 0 WHERE " + mine,
                    previous,
                    edge.toByteArray());
        });
    }

    private static void put(DSLContext sql, String mine, long index, String leaf, String leafHash, String chainHash) {
        Map<?, ?> read = JSON.readValue(leaf, Map.class);
        sql.execute(
                "UPDATE ledger_leaf SET leaf = ?, leaf_hash = ?, chain_hash = ?, kind = ?, subject = ?, actor = ? WHERE "
                        + mine + " AND index = ?",
                leaf,
                leafHash,
                chainHash,
                read.get("kind"),
                read.get("subject"),
                read.get("actor"),
                index);
    }

    /** In an export: every entry from that one on, and the head; checkpoints stay, for want of the key. */
    public static List<String> rewrite(List<String> lines, long index, UnaryOperator<String> change) {
        List<String> forged = new ArrayList<>();
        String previous = "";
        for (String line : lines) {
            JsonNode read = JSON.readTree(line);
            if (!read.has("leaf")) {
                forged.add(line);
                continue;
            }
            String leaf = CanonicalJson.text(JSON.convertValue(read.path("leaf"), Map.class));
            boolean changed = read.path("leaf").path("index").asLong() == index;
            leaf = following(changed ? change.apply(leaf) : leaf, previous);
            String leafHash = leafHash(leaf);
            previous = chainHash(previous, leafHash);
            forged.add("{\"chainHash\":\"" + previous + "\",\"leaf\":" + leaf + ",\"leafHash\":\"" + leafHash + "\"}");
        }
        Map<String, Object> header = new TreeMap<>(JSON.readValue(lines.getFirst(), FIELDS));
        header.put("head", previous);
        forged.set(0, CanonicalJson.text(header));
        return forged;
    }

    private static String following(String leaf, String previous) {
        Map<String, Object> fields = new TreeMap<>(JSON.readValue(leaf, FIELDS));
        fields.put("previous", previous);
        return CanonicalJson.text(fields);
    }

    private static String leafHash(String leaf) {
        return TreeHash.ofLeaf(leaf.getBytes(StandardCharsets.UTF_8)).hex();
    }

    private static String chainHash(String previous, String leafHash) {
        return Sha256.hex(HexFormat.of().parseHex(previous), HexFormat.of().parseHex(leafHash));
    }
}
