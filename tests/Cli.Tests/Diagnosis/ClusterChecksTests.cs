using System.Net;
using October.Cli.Cluster;

namespace October.Cli.Diagnosis;

public sealed class ClusterChecksTests
{
    [Fact]
    public async Task A_check_that_the_server_refuses_hides_none_of_the_others()
    {
        using var server = new ScriptedApi(path => path.Split('?')[0] switch
        {
            "/version" => (HttpStatusCode.OK, """{"major":"1","minor":"34","gitVersion":"v1.34.0"}"""),
            "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews" => (HttpStatusCode.Created, """{"status":{"allowed":true}}"""),
            "/apis/networking.k8s.io/v1/ingressclasses" => (HttpStatusCode.OK, """{"items":[{"metadata":{"name":"nginx"}}]}"""),
            "/apis/storage.k8s.io/v1/storageclasses" => ScriptedApi.Refuse(HttpStatusCode.InternalServerError, "etcd is away"),
            _ => ScriptedApi.Refuse(HttpStatusCode.Forbidden, "you may not"),
        });
        using var api = server.Connect();

        var findings = await ClusterChecks.RunAsync(api, "default", TestContext.Current.CancellationToken);

        Assert.Contains(new Finding(Verdict.Unknown, "the CustomResourceDefinition could not be checked: you may not"), findings);
        Assert.Contains(new Finding(Verdict.Unknown, "the operator could not be checked: you may not"), findings);
        Assert.Contains(new Finding(Verdict.Optional, "the default StorageClass could not be checked: etcd is away"), findings);
        Assert.Contains(new Finding(Verdict.Good, "IngressClass nginx"), findings);
        Assert.Contains(new Finding(Verdict.Good, "you may patch OctoberApps in namespace default"), findings);
    }
}
