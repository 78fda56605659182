package io.binome.tenancy;

import java.util.Optional;

/** What must be there before anybody can sign in: the provider's tenant and its first owner. */
public interface FirstStart {
    /**
     * Creates both when there is no provider yet; of several replicas that start at once one does it.
     *
     * @param name the provider's name in addresses
     * @param title the provider's name as people write it
     * @param email what the owner signs in with
     * @return the owner, to be shown once; empty when the provider was there already
     */
    Optional<FirstOwner> ensureProvider(String name, String title, String email);

    /**
     * The provider's first owner.
     *
     * @param password for one sign-in: the owner must choose another then
     */
    record FirstOwner(Tenant tenant, Member member, String password) {
        @Override
        public String toString() {
            return "FirstOwner[" + member.id() + "]";
        }
    }
}
