using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Registry;

namespace October.LocalCluster.ApiServer.Authorization;

/// <summary>Impersonation of another user, with the verb <c>impersonate</c> on users, groups and ServiceAccounts.</summary>
internal sealed class Impersonation(RoleAuthorizer roles)
{
    private const string Verb = "impersonate";

    /// <param name="user">The authenticated user.</param>
    /// <param name="name">The user to impersonate; empty for none.</param>
    /// <param name="groups">The groups to impersonate; none: those that the user has by its name.</param>
    /// <exception cref="Model.ApiStatusException">403: the user may not impersonate that one.</exception>
    public Identity Impersonate(Identity user, string name, IReadOnlyList<string> groups)
    {
        if (name.Length == 0)
        {
            return groups.Count == 0
                ? user
                : throw StatusError.InternalError($"requested [{string.Join(' ', groups.Select(g => $"{{Group  {g}  v1   }}"))}] without impersonating a user");
        }

        if (name.Split(':') is ["system", "serviceaccount", var ns, var account])
            Check(user, "serviceaccounts", ns, account);
        else
            Check(user, "users", "", name);
        foreach (var group in groups)
            Check(user, "groups", "", group);
        return new Identity(name, groups.Count == 0 ? Identity.GroupsOf(name) : [.. groups.Append(Identity.Authenticated).Distinct()]);
    }

    private void Check(Identity user, string resource, string ns, string name)
    {
        if (roles.Allows(new AccessRequest(user, Verb, "", resource, ns, name)))
            return;
        var scope = ns.Length > 0 ? $"in the namespace \"{ns}\"" : "at the cluster scope";
        throw StatusError.Make(
            403,
            "Forbidden",
            $"{resource} \"{name}\" is forbidden: User \"{user.Name}\" cannot {Verb} resource \"{resource}\" in API group \"\" {scope}",
            StatusError.Details(name, "", resource));
    }
}
