using System.Net;
using k8s;

namespace October.Cli.Cluster;

/// <summary>An API server that answers as a test says.</summary>
/// <param name="answer">The status and the body for a path with its query.</param>
internal sealed class ScriptedApi(Func<string, (HttpStatusCode Status, string Body)> answer) : DelegatingHandler
{
    public ClusterApi Connect() => new(new Kubernetes(new KubernetesClientConfiguration { Host = "http://127.0.0.1:1" }, this));

    /// <summary>What the API server says when it does not do what it is asked to.</summary>
    public static (HttpStatusCode, string) Refuse(HttpStatusCode status, string message) =>
        (status, $$"""{"kind":"Status","status":"Failure","message":"{{message}}","code":{{(int)status}}}""");

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var (status, body) = answer(request.RequestUri!.PathAndQuery);
        return Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(body), RequestMessage = request });
    }
}
