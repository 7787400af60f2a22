using System.Net;
using System.Text;

namespace October.Abuse;

/// <summary>Who reaches only the api's port neither stops nor loses other people's tasks.</summary>
[Collection(nameof(DirectGroup))]
public sealed class CallerTests(WithDirectProbes cluster)
{
    private const string App = """
        {"api":{"image":"october-api:v1","replicas":1},"worker":{"image":"october-worker:v1","replicas":1},"ingress":{"host":"victim.localhost"}}
        """;

    /// <summary>Names of queues that are keys of something else: a task sent there would stop every worker, or be taken for data.</summary>
    private static readonly string[] Queues =
    [
        "october:leases", "october:delayed", "unacked", "_kombu.binding.celery", "celery-task-meta-1", "reply.celery.pidbox", "celery\\u0006\\u00163", "", " ",
    ];

    [Fact]
    public async Task The_victims_tasks_go_on_whatever_a_caller_sends()
    {
        Assert.NotNull(await cluster.CreateAppAsync("victim", App));
        await cluster.StatusAsync("victim", status => status.Contains("\"phase\":\"Ready\"", StringComparison.Ordinal), "the victim is ready");
        foreach (var key in new[] { null, "", " ", "guess", "Bearer" })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync("add", """{"args":[2,3]}""", key)).Status);
            Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync("add", """{"args":[2,3]}""", key, "Authorization")).Status);
        }

        var read = await cluster.AdminAsync(
            ["get", "secret", "victim-api-auth", "-n", AttackedCluster.Namespace, "-o", "jsonpath={.data.API_KEY}"]);
        var known = Encoding.UTF8.GetString(Convert.FromBase64String(read.Succeeds().Output));
        foreach (var queue in Queues)
            Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync("add", $$$"""{"args":[2,3],"options":{"queue":"{{{queue}}}"}}""", known)).Status);
        var (status, body) = await SendAsync("add", """{"args":[2,3]}""", known);
        Assert.Equal(HttpStatusCode.Accepted, status);
        var id = (string)System.Text.Json.Nodes.JsonNode.Parse(body)!["id"]!;
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/tasks/{id}?wait=20s");
        request.Headers.Add("X-API-Key", known);
        using var response = await cluster.Ingress.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Contains("\"SUCCESS\"", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(string task, string body, string? key, string header = "X-API-Key")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/tasks/{task}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (key is not null)
            request.Headers.TryAddWithoutValidation(header, header == "Authorization" ? $"Bearer {key}" : key);
        using var response = await cluster.Ingress.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
