using Moq;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Requests;
using October.LocalCluster.ApiServer.Server;
using October.LocalCluster.ApiServer.Streaming;

namespace October.LocalCluster.ApiServer.Verbs;

public sealed class PodLogTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private static readonly ResourceType Pods = new("", "v1", "pods");

    [Theory]
    [InlineData("""{"running":{}}""", "{}", 400)]
    [InlineData("""{"running":{}}""", """{"terminated":{"exitCode":1}}""", 200)]
    public async Task The_log_of_a_run_before_is_there_only_after_one(string state, string lastState, int code)
    {
        var server = new KubeApiServer(
            new KubeApiServerOptions
            {
                Seed = 1,
                Kubelet = Mock.Of<IKubelet>(kubelet =>
                    kubelet.WriteLogAsync(It.IsAny<PodRef>(), It.IsAny<string>(), It.IsAny<LogOptions>(), It.IsAny<Stream>(), It.IsAny<CancellationToken>())
                    == Task.CompletedTask),
            });
        var client = server.ClientFor("tests");
        await client.CreateAsync(
            Pods,
            Cluster.Json(
                """{"kind":"Pod","apiVersion":"v1","metadata":{"name":"p","namespace":"default"},"spec":{"nodeName":"n","containers":["""
                    + """{"name":"c","image":"i"}]}}"""),
            cancellationToken: Token);
        await client.PatchAsync(
            Pods,
            "default",
            "p",
            Cluster.Json(
                $$$"""{"status":{"containerStatuses":["""
                    + $$$"""{"name":"c","image":"i","imageID":"","ready":true,"restartCount":0,"state":{{{state}}},"lastState":{{{lastState}}} }]} }"""),
            "status",
            Token);

        var answer = await server.ExecuteAsync(
            new ApiRequest { Method = "GET", Path = "/api/v1/namespaces/default/pods/p/log", Query = new QueryParameters([new("previous", "true")]) },
            Token);

        Assert.Equal(code, answer.Code);
        if (code == 400)
            Assert.Equal("previous terminated container \"c\" in pod \"p\" not found", answer.Object.StringAt("message"));
    }
}
