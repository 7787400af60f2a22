using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace October.Operator.Controller.Simulation;

/// <summary>Answers smoke probes in place of the api's pods, which are simulated.</summary>
internal sealed class ProbedApi : HttpMessageHandler
{
    /// <summary>What <c>add(2,3)</c> gives; a function of the address that is probed.</summary>
    public Func<Uri, int> Sum { get; set; } = _ => 5;

    /// <summary>The keys that probes showed, in order; null for none.</summary>
    public ConcurrentQueue<string?> Keys { get; } = [];

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Keys.Enqueue(request.Headers.TryGetValues("X-API-Key", out var keys) ? keys.Single() : null);
        var (status, body) = request.RequestUri!.AbsolutePath switch
        {
            "/healthz" => (HttpStatusCode.OK, """{"status":"ok"}"""),
            "/ready" => (HttpStatusCode.OK, """{"ready":true}"""),
            "/tasks/add" => (HttpStatusCode.Accepted, """{"id":"1"}"""),
            "/tasks/1" => (HttpStatusCode.OK, $$"""{"id":"1","status":"SUCCESS","result":{{Sum(request.RequestUri)}}}"""),
            _ => (HttpStatusCode.NotFound, "{}"),
        };
        return Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") });
    }
}
