package io.binome.tenancy.internal;

import io.binome.database.Database;
import io.binome.kernel.Actor;
import io.binome.kernel.Ids;
import io.binome.kernel.MemberId;
import io.binome.kernel.Names;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerEvent;
import io.binome.tenancy.FirstStart;
import io.binome.tenancy.Member;
import io.binome.tenancy.Role;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** Makes the provider and its owner in one transaction, which the unique index on the provider lets happen once. */
public final class DatabaseFirstStart implements FirstStart {
    private final Database database;
    private final Ledger ledger;
    private final Ids ids;
    private final TenantFounder founder;
    private final Passwords passwords;
    private final Secrets secrets;
    private final TenantStore tenants = new TenantStore();
    private final MemberStore members = new MemberStore();

    public DatabaseFirstStart(Database database, Ledger ledger, InstantSource clock, Ids ids, SecureRandom random) {
        this(database, ledger, clock, ids, random, new Passwords(random));
    }

    DatabaseFirstStart(
            Database database, Ledger ledger, InstantSource clock, Ids ids, SecureRandom random, Passwords passwords) {
        this.database = database;
        this.ledger = ledger;
        this.ids = ids;
        this.founder = new TenantFounder(database, ledger, clock, ids);
        this.passwords = passwords;
        this.secrets = new Secrets(random);
    }

    @Override
    public Optional<FirstOwner> ensureProvider(String name, String title, String email) {
        if (database.asOverview(tenants::provider).isPresent()) {
            return Optional.empty();
        }
        Names.require("name", name);
        String shown = PersonInput.title("title", title);
        String address = PersonInput.email(email);
        String password = secrets.oneTimePassword();
        String hash = passwords.hash(password);
        Actor actor = new Actor.Machine("tenancy");
        return founder.found(actor, name, shown, true, (transaction, founded) -> {
            Member member = new Member(
                    new MemberId(ids.next()), founded.id(), address, "Owner", Role.OWNER, founded.createdAt());
            if (!members.insert(transaction, new Account(member, hash, true))) {
                throw new IllegalStateException("There is a member, but no provider");
            }
            ledger.append(
                    transaction,
                    actor,
                    new LedgerEvent("member.created", "member:" + member.id(), Map.of("role", Role.OWNER.name())));
            return new FirstOwner(founded, member, password);
        });
    }
}
