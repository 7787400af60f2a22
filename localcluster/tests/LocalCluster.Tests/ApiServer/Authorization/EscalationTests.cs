using System.Text;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Requests;
using October.LocalCluster.ApiServer.Server;

namespace October.LocalCluster.ApiServer.Authorization;

public sealed class EscalationTests
{
    private const string Group = "rbac.authorization.k8s.io";
    private const string Roles = $"/apis/{Group}/v1/namespaces/default/roles";
    private const string Bindings = $"/apis/{Group}/v1/namespaces/default/rolebindings";
    private const string SecretReader = """{"metadata":{"name":"s"},"rules":[{"apiGroups":[""],"resources":["secrets"],"verbs":["get","list"]}]}""";

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private static readonly Identity Bob = new("bob", ["devs", "system:authenticated"]);
    private readonly KubeApiServer _server = Cluster.Create();

    [Fact]
    public async Task Nobody_makes_a_role_of_more_than_he_may_do_himself()
    {
        await LetBobAsync(
            """{"apiGroups":["rbac.authorization.k8s.io"],"resources":["roles"],"verbs":["create"]},{"apiGroups":[""],"resources":["secrets"],"verbs":"""
                + """["get"]}""");
        var refused = await PostAsync(Roles, SecretReader);

        Assert.Equal(403, refused.Code);
        Assert.Equal(
            "roles.rbac.authorization.k8s.io \"s\" is forbidden: user \"bob\" (groups=[\"devs\" \"system:authenticated\"]) is attempting to grant RBAC "
            + "permissions not currently held:\n{APIGroups:[\"\"], Resources:[\"secrets\"], Verbs:[\"list\"]}",
            (string?)refused.Object!["message"]);
    }

    [Theory]
    [InlineData("""{"apiGroups":["*"],"resources":["*"],"verbs":["*"]}""")]
    [InlineData("""{"apiGroups":[""],"resources":["secrets"],"verbs":["get","list","watch"]}""")]
    [InlineData("""{"apiGroups":["rbac.authorization.k8s.io"],"resources":["roles"],"verbs":["escalate"]}""")]
    public async Task Who_has_it_all_or_may_escalate_makes_the_role(string has)
    {
        await LetBobAsync("""{"apiGroups":["rbac.authorization.k8s.io"],"resources":["roles"],"verbs":["create"]},""" + has);

        Assert.Equal(201, (await PostAsync(Roles, SecretReader)).Code);
    }

    [Theory]
    [InlineData("""{"apiGroups":["apps"],"resources":["deployments"],"verbs":["get"]}""", 403)]
    [InlineData("""{"apiGroups":["rbac.authorization.k8s.io"],"resources":["roles"],"resourceNames":["other"],"verbs":["bind"]}""", 403)]
    [InlineData("""{"apiGroups":["rbac.authorization.k8s.io"],"resources":["roles"],"resourceNames":["s"],"verbs":["bind"]}""", 201)]
    [InlineData("""{"apiGroups":[""],"resources":["secrets"],"verbs":["get","list"]}""", 201)]
    public async Task A_role_is_bound_by_who_has_it_or_may_bind_it(string has, int code)
    {
        await _server
            .ClientFor("tests")
            .CreateAsync(
                new ResourceType(Group, "v1", "roles"),
                Cluster.Json(SecretReader.Replace("\"s\"", "\"s\",\"namespace\":\"default\"", StringComparison.Ordinal)),
                cancellationToken: Token);
        await LetBobAsync("""{"apiGroups":["rbac.authorization.k8s.io"],"resources":["rolebindings"],"verbs":["create"]},""" + has);
        var answer = await PostAsync(
            Bindings,
            """{"metadata":{"name":"b"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"s"},"subjects":["""
                + """{"kind":"User","name":"eve"}]}""");

        Assert.Equal(code, answer.Code);
    }

    [Fact]
    public async Task Who_may_impersonate_is_somebody_else_and_who_may_not_is_told_so()
    {
        await LetBobAsync("""{"apiGroups":[""],"resources":["serviceaccounts"],"resourceNames":["robot"],"verbs":["impersonate"]}""");
        var impersonation = new Impersonation(new RoleAuthorizer(_server.Store));
        var robot = impersonation.Impersonate(Bob, "system:serviceaccount:default:robot", []);
        var refused = Assert.Throws<ApiStatusException>(() => impersonation.Impersonate(Bob, "alice", []));

        Assert.Equal(("system:serviceaccount:default:robot", true), (robot.Name, robot.Groups.Contains("system:serviceaccounts:default")));
        Assert.Equal(
            "users \"alice\" is forbidden: User \"bob\" cannot impersonate resource \"users\" in API group \"\" at the cluster scope", refused.Message);
        Assert.Same(Bob, impersonation.Impersonate(Bob, "", []));
    }

    private async Task LetBobAsync(string rules)
    {
        var client = _server.ClientFor("tests");
        await client.CreateAsync(
            new ResourceType(Group, "v1", "roles"),
            Cluster.Json($$"""{"metadata":{"name":"bobs","namespace":"default"},"rules":[{{rules}}]}"""),
            cancellationToken: Token);
        await client.CreateAsync(
            new ResourceType(Group, "v1", "rolebindings"),
            Cluster.Json(
                """{"metadata":{"name":"bobs","namespace":"default"},"roleRef":"""
                    + """{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"bobs"},"subjects":[{"kind":"User","name":"bob"}]}"""),
            cancellationToken: Token);
    }

    private Task<ApiResponse> PostAsync(string path, string body) =>
        _server.ExecuteAsync(new ApiRequest { Method = "POST", Path = path, User = Bob, Body = Encoding.UTF8.GetBytes(body) }, Token);
}
