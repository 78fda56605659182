package io.binome.drivers.docker;

import io.binome.workloads.ContainerSpec;
import io.binome.workloads.ContainerSpec.FolderFile;
import io.binome.workloads.ContainerSpec.Mount;
import io.binome.workloads.Runtime.RuntimeRefused;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * The files and folders of one container as one tar: each mount is an entry named by its position under the container's
 * own folder, and an empty file written last says that all of it has arrived.
 */
final class FileArchive {
    static final String COMPLETE = ".complete";

    private FileArchive() {}

    /** Where each file or folder of the specification lies under the owner's folder, by its target. */
    static Map<String, String> places(ContainerSpec spec) {
        Map<String, String> places = new LinkedHashMap<>();
        for (Mount mount : spec.mounts()) {
            if (mount instanceof Mount.File || mount instanceof Mount.Folder) {
                places.put(mount.target(), Integer.toString(places.size()));
            }
        }
        return places;
    }

    static byte[] of(String owner, ContainerSpec spec) {
        Map<String, String> places = places(spec);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, StandardCharsets.UTF_8.name())) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            folder(tar, owner);
            for (Mount mount : spec.mounts()) {
                String place = owner + "/" + places.get(mount.target());
                switch (mount) {
                    case Mount.File file -> file(tar, place, file.contents(), file.mode(), file.uid(), file.gid());
                    case Mount.Folder folder -> folder(tar, place, folder.files());
                    case Mount.Volume _, Mount.Temporary _ -> {}
                }
            }
            file(tar, owner + "/" + COMPLETE, new byte[0], 0400, 0, 0);
        } catch (IOException impossible) {
            throw new java.io.UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static void folder(TarArchiveOutputStream tar, String place, List<FolderFile> files) throws IOException {
        folder(tar, place);
        TreeSet<String> folders = new TreeSet<>();
        for (FolderFile file : files) {
            String path = checked(file.path());
            for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
                folders.add(path.substring(0, slash));
            }
        }
        for (String folder : folders) {
            folder(tar, place + "/" + folder);
        }
        for (FolderFile file : files) {
            file(tar, place + "/" + file.path(), file.contents(), file.mode(), 0, 0);
        }
    }

    private static void folder(TarArchiveOutputStream tar, String name) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name + "/");
        entry.setMode(0755);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    private static void file(TarArchiveOutputStream tar, String name, byte[] contents, int mode, int uid, int gid)
            throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setMode(mode & 0777);
        entry.setIds(uid, gid);
        entry.setSize(contents.length);
        tar.putArchiveEntry(entry);
        tar.write(contents);
        tar.closeArchiveEntry();
    }

    private static String checked(String path) {
        for (String part : path.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..") || part.indexOf('\0') >= 0) {
                throw new RuntimeRefused(
                        RuntimeRefused.Reason.ISOLATION,
                        "The path " + path + " of a mounted folder would lead out of it; write it without . and ..");
            }
        }
        return path;
    }
}
