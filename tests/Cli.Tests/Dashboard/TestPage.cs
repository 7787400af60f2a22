using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;

namespace October.Cli.Dashboard;

/// <summary>A dashboard as a program sees it that is no browser.</summary>
internal sealed record TestPage(string Url, int Port, string Key)
{
    public string Origin => $"http://127.0.0.1:{Port}";

    /// <summary>Sends a request with the key, and as this page; a null header is left out.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, JsonNode? body = null, params (string Name, string? Value)[] headers)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(method, new Uri($"{Origin}{path}"));
        var all = new Dictionary<string, string?> { ["Authorization"] = $"Bearer {Key}", ["Origin"] = method == HttpMethod.Get ? null : Origin };
        foreach (var (name, value) in headers)
            all[name] = value;
        foreach (var (name, value) in all.Where(one => one.Value is not null))
            request.Headers.TryAddWithoutValidation(name, value);
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public async Task<(int Code, string Message)> ActAsync(string app, string action, string? revision = null, params (string Name, string? Value)[] headers)
    {
        using var response = await SendAsync(
            HttpMethod.Post, "/api/actions", new JsonObject { ["app"] = app, ["action"] = action, ["revision"] = revision }, headers);
        return ((int)response.StatusCode, (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["message"] ?? "");
    }

    /// <summary>The messages of a stream, from its beginning until the test has what it waits for.</summary>
    public async IAsyncEnumerable<JsonNode> StreamAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(TimeSpan.FromMinutes(2));
        using var response = await SendAsync(HttpMethod.Get, path);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(deadline.Token));
        while (await reader.ReadLineAsync(deadline.Token) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
                yield return JsonNode.Parse(line["data: ".Length..])!;
        }
    }

    /// <summary>The first message that fulfils the condition.</summary>
    public async Task<JsonNode> AwaitAsync(Func<JsonNode, bool> condition, string path = "/api/apps")
    {
        await foreach (var message in StreamAsync(path))
        {
            if (condition(message))
                return message;
        }

        throw new InvalidOperationException("The stream has ended.");
    }
}
