using System.Net;
using October.Cli.Cluster;

namespace October.Cli.Dashboard.Watching;

/// <summary>Sees every request to the API server and reports how those that the page lives on end.</summary>
internal sealed class ObservingHandler(ConnectionMonitor connection) : DelegatingHandler
{
    /// <summary>The API server as a whole.</summary>
    public const string Server = "the API server";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var what = What(request.RequestUri!.AbsolutePath);
        HttpResponseMessage response;
        try
        {
            response = await base.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException exception) when (what is not null)
        {
            connection.Failed(what, exception.InnerException?.Message ?? exception.Message);
            throw;
        }

        if (what is null || response.StatusCode == HttpStatusCode.Gone)
            return response;
        if (response.IsSuccessStatusCode)
        {
            connection.Succeeded(what);
        }
        else
        {
            await response.Content.LoadIntoBufferAsync(cancellationToken);
            var message = ApiException.MessageIn(await response.Content.ReadAsStringAsync(cancellationToken));
            connection.Failed(what, message ?? $"the answer was {(int)response.StatusCode}");
        }

        return response;
    }

    /// <summary>What the request is about; null for those that have an error message of their own.</summary>
    private static string? What(string path) => path[(path.LastIndexOf('/') + 1)..] switch
    {
        "octoberapps" => "OctoberApps",
        "pods" => "pods",
        "version" => Server,
        _ => null,
    };
}
