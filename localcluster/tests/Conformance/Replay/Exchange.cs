using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using October.Conformance.Matching;

namespace October.Conformance.Replay;

/// <summary>Sends one recorded request and compares the answer.</summary>
internal sealed class Exchange(IReplayServer server, Bindings bindings, bool compareManagedFields)
{
    private static readonly string[] ComparedHeaders = ["Content-Type", "Warning", "Retry-After", "ETag", "Location", "Allow", "WWW-Authenticate"];
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>The first difference, or null when the answer fits. Creations of cluster-scoped objects are noted for the cleanup.</summary>
    public async Task<string?> RunAsync(JsonObject step, List<string> created, CancellationToken cancellationToken)
    {
        var deadline = TimeProvider.System.GetTimestamp();
        while (true)
        {
            string? difference;
            try
            {
                difference = await TryAsync(step, created, cancellationToken);
            }
            catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return "no answer in time";
            }

            if (difference is null || (bool?)step["eventually"] != true || TimeProvider.System.GetElapsedTime(deadline) > Limit)
                return difference;
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }

    public HttpRequestMessage Request(JsonObject recorded)
    {
        var path = bindings.Substitute((string)recorded["path"]!);
        var message = new HttpRequestMessage(new HttpMethod((string)recorded["method"]!), path + Query(recorded["query"] as JsonObject));
        var headers = recorded["headers"] as JsonObject ?? [];
        if (!headers.ContainsKey("Accept"))
            message.Headers.TryAddWithoutValidation("Accept", "application/json");
        foreach (var (name, value) in headers)
        {
            if (name != "Content-Type")
                message.Headers.TryAddWithoutValidation(name, bindings.Substitute((string)value!));
        }

        message.Headers.Authorization = (string?)recorded["auth"] switch
        {
            "anonymous" => null,
            "invalid-token" => new AuthenticationHeaderValue("Bearer", "invalid"),
            _ => new AuthenticationHeaderValue("Bearer", server.Token),
        };
        if (recorded["body"] is { } body)
        {
            var text = body is JsonValue value && value.TryGetValue(out string? raw) ? bindings.Substitute(raw) : bindings.Substitute(body)!.ToJsonString();
            message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
            message.Content.Headers.TryAddWithoutValidation("Content-Type", (string?)headers["Content-Type"] ?? "application/json");
        }

        return message;
    }

    public string? CompareHeaders(JsonObject expected, HttpResponseMessage response, bool hasBody)
    {
        var recorded = expected["headers"] as JsonObject ?? [];
        foreach (var name in ComparedHeaders)
        {
            if (name == "Content-Type" && !hasBody)
                continue;
            var actual =
                response.Headers.NonValidated.TryGetValues(name, out var values) || response.Content.Headers.NonValidated.TryGetValues(name, out values)
                    ? values.ToList()
                    : [];
            var wanted = recorded[name] switch { JsonArray list => list.Select(v => (string)v!).ToList(), null => [], var one => [(string)one!] };
            if (wanted.Count != actual.Count || !wanted.Zip(actual).All(p => bindings.Matches(p.First, p.Second)))
                return $"header {name}: expected [{string.Join(" | ", wanted)}], got [{string.Join(" | ", actual)}]";
        }

        return null;
    }

    private async Task<string?> TryAsync(JsonObject step, List<string> created, CancellationToken cancellationToken)
    {
        var recorded = step["request"]!.AsObject();
        var expected = step["response"]!.AsObject();
        if ((string?)recorded["method"] is null)
            return null;
        using var request = Request(recorded);
        using var response = await server.Http.SendAsync(request, cancellationToken);
        var headers = CompareHeaders(expected, response, expected["body"] is not null);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        if (
            (int)response.StatusCode == 201
            && request.Method == HttpMethod.Post
            && !request.RequestUri!.OriginalString.Contains("/namespaces/")
            && Parse(text)?["metadata"]?["name"] is { } name)
            created.Add($"{request.RequestUri.OriginalString.Split('?')[0]}/{name}");
        if ((int)response.StatusCode != (int)expected["status"]!)
            return $"status {expected["status"]} expected, got {(int)response.StatusCode}: {Shorten(text)}";
        var body = expected["body"];
        if (headers is not null)
            return headers;
        if (body is null)
            return null;
        if (body is JsonValue value && value.TryGetValue(out string? expectedText))
            return bindings.Matches(expectedText, text) ? null : $"body: expected {Shorten(expectedText)}, got {Shorten(text)}";
        var subset = (string?)step["match"] == "subset";
        return Parse(text) is { } json ? new JsonMatcher(bindings, subset, compareManagedFields).Compare(body, json) : $"body is no JSON: {Shorten(text)}";
    }

    private string Query(JsonObject? query)
    {
        if (query is null)
            return "";
        var parts = query.SelectMany(p => (p.Value is JsonArray list ? list.Select(v => (string)v!) : [(string)p.Value!]).Select(v =>
            $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(bindings.Substitute(v))}"));
        return "?" + string.Join("&", parts);
    }

    private static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private static string Shorten(string text) => text.Length > 400 ? text[..400] + "…" : text;
}
