using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Requests;
using October.LocalCluster.ApiServer.Storage;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.Authorization;

/// <summary>
/// No user grants more than it has: who writes a role needs every permission that it holds, or the verb <c>escalate</c>; who binds one needs
/// them, or the verb <c>bind</c> (kubernetes.io/docs/reference/access-authn-authz/rbac, privilege escalation prevention).
/// </summary>
internal sealed class EscalationCheck(IObjectStore store)
{
    private const string Group = "rbac.authorization.k8s.io";

    private readonly RoleAuthorizer _roles = new(store);

    /// <exception cref="Model.ApiStatusException">403: the user has less than it grants.</exception>
    public void Check(ResourceRequest request, JsonObject value, JsonObject? old)
    {
        if (request.Kind.Group != Group || request.Request.User.Groups.Contains("system:masters"))
            return;
        var ns = request.Namespace ?? "";
        if (request.Kind.Kind is "Role" or "ClusterRole")
        {
            if (!value["rules"].DeepEqual(old?["rules"]) && !IsAllowed(request, "escalate", request.Kind.Plural, ns, value.Name()))
                ConfirmNoEscalation(request, value, ns, value.ArrayAt("rules").Objects());
        }
        else if (old is null || !value["roleRef"].DeepEqual(old["roleRef"]) || !value["subjects"].DeepEqual(old["subjects"]))
        {
            var isClusterRole = value.StringAt("roleRef", "kind") == "ClusterRole";
            var (roles, of) = isClusterRole ? ("clusterroles", "") : ("roles", ns);
            var name = value.StringAt("roleRef", "name") ?? "";
            if (IsAllowed(request, "bind", roles, of, name) || (isClusterRole && IsAllowed(request, "bind", roles, ns, name)))
                return;
            var role = store.Get($"{Group}/{roles}", new ObjectKey(of, name))?.Value
                ?? throw StatusError.Make(404, "NotFound", $"{roles}.{Group} \"{name}\" not found", StatusError.Details(name, Group, roles));
            ConfirmNoEscalation(request, value, ns, role.ArrayAt("rules").Objects());
        }
    }

    private bool IsAllowed(ResourceRequest request, string verb, string resource, string ns, string name) =>
        _roles.Allows(new AccessRequest(request.Request.User, verb, Group, resource, ns, name));

    private void ConfirmNoEscalation(ResourceRequest request, JsonObject value, string ns, IEnumerable<JsonObject> granted)
    {
        var user = request.Request.User;
        var own = _roles.RulesFor(user, ns).ToList();
        var missing = GrantedRule.Of(granted).Where(rule => !own.Exists(rule.IsCoveredBy)).ToList();
        if (missing.Count == 0)
            return;
        var groups = string.Join(' ', user.Groups.Select(FieldError.Quote));
        throw StatusError.Forbidden(
            request.Kind, value.Name(),
            $"user {FieldError.Quote(user.Name)} (groups=[{groups}]) is attempting to grant RBAC permissions not currently "
                + $"held:\n{string.Join('\n', GrantedRule.Compact(missing))}");
    }
}
