package io.binome.workloads.internal;

import static io.binome.workloads.internal.IsolationRules.text;

import io.binome.compose.ComposeNode;
import io.binome.compose.ComposeNode.Mapping;
import io.binome.repositories.CommitTree;
import io.binome.workloads.ContainerSpec.Mount;
import io.binome.workloads.internal.WantedService.WantedMount;
import io.binome.workloads.internal.WantedStack.WantedVolume;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Volumes, secrets and configs of a service. */
final class MountReader {
    private static final long DEFAULT_TEMPORARY_BYTES = 64L << 20;
    private static final int SECRET_MODE = 0444;

    private final Mapping project;
    private final RepositoryFiles files;
    private final Map<String, String> variables;
    private final long memoryBytes;
    private final SortedMap<String, WantedVolume> volumes;
    private final StackSecrets secrets;
    private final Findings findings;

    /** @param volumes of the stack; volumes without a name are added to it */
    MountReader(
            Mapping project,
            RepositoryFiles files,
            Map<String, String> variables,
            long memoryBytes,
            SortedMap<String, WantedVolume> volumes,
            StackSecrets secrets,
            Findings findings) {
        this.project = project;
        this.files = files;
        this.variables = variables;
        this.memoryBytes = memoryBytes;
        this.volumes = volumes;
        this.secrets = secrets;
        this.findings = findings;
    }

    List<WantedMount> read(String service, Mapping node, List<String> notes) {
        List<WantedMount> mounts = new ArrayList<>();
        int index = 0;
        for (ComposeNode item : node.items("volumes")) {
            String key = "services." + service + ".volumes[" + index++ + "]";
            if (item instanceof Mapping volume) {
                readVolume(service, key, volume, mounts, notes);
            }
        }
        for (ComposeNode item : tmpfs(node)) {
            readTmpfs("services." + service + ".tmpfs", item, mounts);
        }
        readFiles(service, node, "secrets", mounts, notes);
        readFiles(service, node, "configs", mounts, notes);
        return List.copyOf(mounts);
    }

    private static List<ComposeNode> tmpfs(Mapping node) {
        ComposeNode value = node.get("tmpfs");
        return value instanceof ComposeNode.Scalar ? List.of(value) : node.items("tmpfs");
    }

    private void readVolume(String service, String key, Mapping volume, List<WantedMount> mounts, List<String> notes) {
        String target = volume.text("target");
        String type = volume.text("type");
        if (target == null || !target.startsWith("/")) {
            findings.invalid(volume.origin(), key, "The target is no absolute path.", "Write an absolute path.");
            return;
        }
        switch (type == null ? "" : type) {
            case "volume" -> readNamed(service, key, volume, target, mounts, notes);
            case "bind" -> readBind(key, volume, target, mounts, notes);
            case "tmpfs" -> {
                Mapping options = volume.mapping("tmpfs");
                String size = options.text("size");
                String mode = options.text("mode");
                mounts.add(new WantedMount.Ready(new Mount.Temporary(
                        target,
                        size == null ? DEFAULT_TEMPORARY_BYTES : temporaryBytes(volume, key, size),
                        mode == null ? 01777 : Integer.parseInt(mode))));
            }
            default ->
                findings.isolation(
                        volume.origin(),
                        key,
                        "A mount of type '" + type + "' is not carried out.",
                        "Use a volume, tmpfs, or a read-only file or folder of the repository.");
        }
    }

    private void readNamed(
            String service, String key, Mapping volume, String target, List<WantedMount> mounts, List<String> notes) {
        String subpath = volume.mapping("volume").text("subpath");
        if (subpath != null && !subpath.isEmpty()) {
            findings.unsupported(volume.origin(), key, "Parts of volumes are not mounted.", "Use a volume of its own.");
            return;
        }
        if (volume.mapping("volume").isTrue("nocopy")) {
            notes.add("nocopy has no effect on " + target + ": a new volume begins with what the image has there");
        }
        String source = volume.text("source");
        if (source == null || source.isEmpty()) {
            source = unnamed(service, target);
            volumes.putIfAbsent(
                    source,
                    new WantedVolume(source, null, List.of("without a name in the file; kept as volume " + source)));
        }
        mounts.add(new WantedMount.Named(source, target, volume.isTrue("read_only")));
    }

    /** A volume without a name is kept like any other, under one made from where it is mounted. */
    static String unnamed(String service, String target) {
        return service + target.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]+", "-");
    }

    private void readBind(String key, Mapping volume, String target, List<WantedMount> mounts, List<String> notes) {
        String source = volume.text("source");
        if (source == null) {
            source = "";
        }
        String propagation = volume.mapping("bind").text("propagation");
        if (propagation != null && !propagation.isEmpty() && !propagation.equals("rprivate")) {
            findings.isolation(
                    volume.origin(), key, "Mounts do not propagate between container and host.", "Leave it out.");
        }
        Optional<String> path = files.resolve(source);
        if (path.isEmpty()) {
            boolean engine = source.endsWith("docker.sock");
            findings.isolation(
                    volume.origin(),
                    key,
                    engine
                            ? "The engine's API would give the whole host away."
                            : "'" + source + "' is a path of the host; services see nothing of it.",
                    engine
                            ? "Leave it out; ask for what it is needed for."
                            : "Use a named volume for data, or a path within the repository for files.");
            return;
        }
        if (!volume.isTrue("read_only")) {
            notes.add("mounted read-only at " + target
                    + ": files of the repository are never written (use a volume for what is)");
        }
        mountPath(key, volume, source, path.get(), target, mounts, notes);
    }

    private void mountPath(
            String key,
            Mapping volume,
            String source,
            String path,
            String target,
            List<WantedMount> mounts,
            List<String> notes) {
        CommitTree.@Nullable Kind kind = files.kind(path).orElse(null);
        if (kind == null) {
            notes.add("an empty folder is mounted at " + target + ": '" + source + "' is not in the repository");
            mounts.add(new WantedMount.Ready(new Mount.Folder(target, List.of())));
            return;
        }
        switch (kind) {
            case FILE ->
                files.file(path)
                        .ifPresentOrElse(
                                contents -> mounts.add(
                                        new WantedMount.Ready(new Mount.File(target, contents, 0644, 0, 0, false))),
                                () -> tooLarge(volume, key, "The file '" + path + "' is larger than 1 MiB."));
            case FOLDER -> {
                RepositoryFiles.FolderRead folder = files.folder(path);
                if (folder.tooLarge()) {
                    tooLarge(volume, key, "The folder '" + path + "' is larger than 8 MiB or 2,000 files.");
                    return;
                }
                if (!folder.leftOut().isEmpty()) {
                    notes.add("left out of " + target + ", being links or submodules: "
                            + String.join(", ", folder.leftOut()));
                }
                mounts.add(new WantedMount.Ready(new Mount.Folder(target, folder.files())));
            }
            case SYMBOLIC_LINK, SUBMODULE ->
                findings.unsupported(
                        volume.origin(),
                        key,
                        "'" + path + "' is a link, not a file or folder.",
                        "Name what it leads to, if that is in the repository.");
        }
    }

    private void tooLarge(Mapping volume, String key, String reason) {
        findings.unsupported(volume.origin(), key, reason, "Make it part of the image.");
    }

    private void readTmpfs(String key, ComposeNode item, List<WantedMount> mounts) {
        String[] parts = text(item).split(":", 2);
        long size = DEFAULT_TEMPORARY_BYTES;
        int mode = 01777;
        for (String option : parts.length == 2 ? List.of(parts[1].split(",")) : List.<String>of()) {
            if (option.startsWith("size=")) {
                size = temporaryBytes(item, key, option.substring(5));
            } else if (option.matches("mode=[0-7]{3,4}")) {
                mode = Integer.parseInt(option.substring(5), 8);
            } else if (!Set.of("rw", "noexec", "nosuid", "nodev").contains(option)) {
                findings.unsupported(
                        item.origin(),
                        key,
                        "The option '" + option + "' is not carried out.",
                        "Write size and mode only.");
            }
        }
        mounts.add(new WantedMount.Ready(new Mount.Temporary(parts[0], size, mode)));
    }

    private long temporaryBytes(ComposeNode node, String key, String size) {
        Optional<Long> bytes = ComposeUnits.bytes(size);
        if (bytes.isEmpty() || bytes.get() < 1 || bytes.get() > memoryBytes) {
            findings.invalid(
                    node.origin(),
                    key,
                    "The size " + size + " does not fit: it is part of the service's memory of " + memoryBytes
                            + " bytes.",
                    "Write a smaller size, or raise the memory limit.");
            return DEFAULT_TEMPORARY_BYTES;
        }
        return bytes.get();
    }

    private void readFiles(String service, Mapping node, String kind, List<WantedMount> mounts, List<String> notes) {
        boolean secret = kind.equals("secrets");
        int index = 0;
        for (ComposeNode item : node.items(kind)) {
            String key = "services." + service + "." + kind + "[" + index++ + "]";
            String source = item instanceof Mapping mapping ? mapping.text("source") : text(item);
            if (source == null || !(project.mapping(kind).get(source) instanceof Mapping declared)) {
                findings.invalid(item.origin(), key, "It is not declared under " + kind + ".", "Declare it there.");
                continue;
            }
            byte[] contents = contents(kind, source, declared);
            if (contents == null) {
                continue;
            }
            Mapping options = item instanceof Mapping mapping ? mapping : Mapping.empty(item.origin());
            String target = options.text("target");
            if (target == null || target.isEmpty()) {
                target = source;
            }
            String meant = secret ? secrets.meant().get(source) : null;
            if (meant != null) {
                notes.add("the secret " + source + " is " + meant);
            }
            String absolute = target.startsWith("/") ? target : (secret ? "/run/secrets/" : "/") + target;
            mounts.add(new WantedMount.Ready(new Mount.File(
                    absolute,
                    contents,
                    mode(options, key),
                    number(options, "uid", key),
                    number(options, "gid", key),
                    secret)));
        }
    }

    private int mode(Mapping options, String key) {
        String mode = options.text("mode");
        if (mode == null) {
            return SECRET_MODE;
        }
        try {
            int number = Integer.parseInt(mode);
            if (number >= 0 && number <= 0777) {
                return number;
            }
        } catch (NumberFormatException noNumber) {
            // Said below.
        }
        findings.invalid(options.origin(), key + ".mode", "It is no file mode.", "Write an octal number such as 0440.");
        return SECRET_MODE;
    }

    private int number(Mapping options, String name, String key) {
        String text = options.text(name);
        if (text == null || text.isEmpty()) {
            return 0;
        }
        if (text.matches("\\d{1,9}")) {
            return Integer.parseInt(text);
        }
        findings.invalid(
                options.origin(), key + "." + name, "It is no number.", "Write the number of the user or group.");
        return 0;
    }

    private byte @Nullable [] contents(String kind, String name, Mapping declared) {
        String key = kind + "." + name;
        for (String foreign : List.of("driver", "template_driver")) {
            if (declared.text(foreign) != null) {
                findings.unsupported(
                        IsolationRules.at(declared, foreign),
                        key + "." + foreign,
                        "There are no such drivers.",
                        "Leave it out.");
                return null;
            }
        }
        if (StackSecrets.isExternal(declared)) {
            if (kind.equals("secrets")) {
                return secrets.values().get(name);
            }
            findings.unsupported(
                    IsolationRules.at(declared, "external"),
                    key,
                    "There is nothing outside of the stack to take it from.",
                    "Write file: with a path of the repository, or environment: with a declared variable.");
            return null;
        }
        String inline = declared.text("content");
        if (inline != null) {
            return inline.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        }
        String variable = declared.text("environment");
        if (variable != null && !variable.isEmpty()) {
            String value = variables.get(variable);
            if (value == null) {
                findings.invalid(
                        declared.origin(),
                        key,
                        "The variable " + variable + " has no value.",
                        "Declare it in binome.yaml.");
                return null;
            }
            return value.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        }
        String file = declared.text("file");
        Optional<String> path = file == null ? Optional.empty() : files.resolve(file);
        if (path.isEmpty()) {
            findings.isolation(
                    declared.origin(),
                    key,
                    "'" + file + "' is not a path within the repository.",
                    "Name a file of the repository.");
            return null;
        }
        byte[] contents = files.kind(path.get()).orElse(CommitTree.Kind.FOLDER) == CommitTree.Kind.FILE
                ? files.file(path.get()).orElse(null)
                : null;
        if (contents == null) {
            findings.invalid(
                    declared.origin(),
                    key,
                    "There is no file '" + path.get() + "' of up to 1 MiB in the repository.",
                    "Add the file, or use environment: with a declared variable.");
        }
        return contents;
    }
}
