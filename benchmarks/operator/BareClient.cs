using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using k8s;

namespace October.Benchmarks.Operator;

/// <summary>The least that any operator must do: send the writes of each app one after another, some apps at a time, and read the answers.</summary>
internal static class BareClient
{
    public const string Agent = "bare-client";

    /// <summary>One write: method, path with query, media type, body; and the app that it belongs to.</summary>
    internal sealed record Write(string App, string Method, string Path, string ContentType, string Body);

    public static async Task RunAsync(string kubeconfig, string file, int concurrency)
    {
        using var client = new Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig));
        var apps = File.ReadLines(file).Select(line => JsonSerializer.Deserialize<Write>(line)!).GroupBy(write => write.App);
        await Parallel.ForEachAsync(apps, new ParallelOptions { MaxDegreeOfParallelism = concurrency }, async (app, cancellationToken) =>
        {
            foreach (var write in app)
            {
                using var request = new HttpRequestMessage(new HttpMethod(write.Method), new Uri(client.BaseUri, write.Path));
                request.Headers.TryAddWithoutValidation("User-Agent", Agent);
                request.Content = new StringContent(write.Body, Encoding.UTF8);
                request.Content.Headers.ContentType = new MediaTypeHeaderValue(write.ContentType);
                if (client.Credentials is { } credentials)
                    await credentials.ProcessHttpRequestAsync(request, cancellationToken);
                using var response = await client.HttpClient.SendAsync(request, cancellationToken);
                using var answer = await JsonDocument.ParseAsync(
                    await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken);
                if (!response.IsSuccessStatusCode)
                    throw new HttpRequestException($"{write.Method} {write.Path}: {(int)response.StatusCode} {answer.RootElement}");
            }
        });
    }
}
