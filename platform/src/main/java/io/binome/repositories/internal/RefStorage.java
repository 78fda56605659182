package io.binome.repositories.internal;

import io.binome.repositories.internal.RefStore.StoredRef;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.internal.storage.dfs.DfsRefDatabase;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdRef;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.ReflogReader;
import org.eclipse.jgit.lib.SymbolicRef;
import org.eclipse.jgit.util.RefList;

/** The refs of one repository as JGit sees them. JGit only reads here; refs move through {@link RefMover}. */
final class RefStorage extends DfsRefDatabase {
    private final StoredRepository repository;
    private final RefStore refs;

    RefStorage(StoredRepository repository, RefStore refs) {
        super(repository);
        this.repository = repository;
        this.refs = refs;
    }

    @Override
    protected RefCache scanAllRefs() {
        List<StoredRef> stored = refs.list(repository.scope(), repository.id());
        String defaultBranch = Constants.R_HEADS + repository.repository().defaultBranch();
        RefList.Builder<Ref> all = new RefList.Builder<>(stored.size() + 1);
        RefList.Builder<Ref> symbolic = new RefList.Builder<>(1);
        Ref target = new ObjectIdRef.Unpeeled(Ref.Storage.NEW, defaultBranch, null);
        for (StoredRef ref : stored) {
            Ref seen = seen(ref);
            all.add(seen);
            if (ref.name().equals(defaultBranch)) {
                target = seen;
            }
        }
        Ref head = new SymbolicRef(Constants.HEAD, target);
        all.add(head);
        symbolic.add(head);
        all.sort();
        return new RefCache(all.toRefList(), symbolic.toRefList());
    }

    private static Ref seen(StoredRef ref) {
        ObjectId object = ObjectId.fromString(ref.object());
        String peeled = ref.peeled();
        return peeled == null
                ? new ObjectIdRef.PeeledNonTag(Ref.Storage.PACKED, ref.name(), object)
                : new ObjectIdRef.PeeledTag(Ref.Storage.PACKED, ref.name(), object, ObjectId.fromString(peeled));
    }

    /** The kept commits, for garbage collection, which asks for these beside the refs. */
    @Override
    public List<Ref> getAdditionalRefs() {
        List<Ref> kept = new ArrayList<>();
        for (String commit : refs.kept(repository.scope(), repository.id())) {
            kept.add(new ObjectIdRef.PeeledNonTag(
                    Ref.Storage.PACKED, "refs/binome/kept/" + commit, ObjectId.fromString(commit)));
        }
        return kept;
    }

    @Override
    public ReflogReader getReflogReader(Ref ref) {
        throw new UnsupportedOperationException("The ledger says who moved what");
    }

    @Override
    public boolean performsAtomicTransactions() {
        return true;
    }

    @Override
    protected boolean compareAndPut(Ref old, Ref wanted) {
        throw new UnsupportedOperationException("Refs move through RefMover");
    }

    @Override
    protected boolean compareAndRemove(Ref old) {
        throw new UnsupportedOperationException("Refs move through RefMover");
    }

    @Override
    protected void cachePeeledState(Ref old, Ref peeled) {
        // Rows say whether they are peeled.
    }
}
