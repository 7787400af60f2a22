using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using October.Crd.Defaults;
using October.Operator.Messages;
using October.Runtime.Api;

namespace October.Operator.Smoke;

/// <summary>Requests a path of the api.</summary>
internal static class HttpProbe
{
    public static async Task<ProbeResult> TryAsync(HttpClient client, Uri address, ResolvedSmokeProbe.Http probe, CancellationToken cancellationToken)
    {
        var from = $"from {probe.Method} {probe.Path}";
        using var request = Request(address, probe);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var body = await BoundedBody.ReadAsync(response.Content, cancellationToken);
        // A body is quoted only where one is expected: what else a pod answers is no news for readers of status.
        var got = probe.ExpectBody is null && probe.ExpectJson.Count == 0
            ? ProbeAnswer.Status(response, body)
            : $"{(int)response.StatusCode} {ProbeAnswer.Quote(body)}".TrimEnd();
        if ((int)response.StatusCode != probe.ExpectStatus)
            return new ProbeResult(false, $"{probe.ExpectStatus} {from}", got) { IsRefused = response.StatusCode == HttpStatusCode.TooManyRequests };
        if (probe.ExpectBody is { } part && !body.Contains(part, StringComparison.Ordinal))
            return new ProbeResult(false, $"{probe.ExpectStatus} with '{Bounded.Text(part)}' in the body {from}", got);
        return probe.ExpectJson.Count == 0 ? new ProbeResult(true, $"{probe.ExpectStatus} {from}", got) : Json(probe, from, body);
    }

    private static HttpRequestMessage Request(Uri address, ResolvedSmokeProbe.Http probe)
    {
        var request = new HttpRequestMessage(new HttpMethod(probe.Method), Endpoint.At(address, probe.Path));
        if (probe.Body is not null)
            request.Content = new StringContent(probe.Body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        foreach (var (name, value) in probe.Headers)
        {
            if (!HeaderValue.IsValid(value))
                throw new FormatException($"The header {name} is not sent: its value has a line break, or another character that no header may have.");
            if (request.Headers.TryAddWithoutValidation(name, value))
                continue;
            // What is not a header of requests is one of their content.
            request.Content ??= new ByteArrayContent([]);
            request.Content.Headers.Remove(name);
            if (!request.Content.Headers.TryAddWithoutValidation(name, value))
                throw new FormatException($"'{Bounded.Text(name)}' is not the name of a header.");
        }

        return request;
    }

    private static ProbeResult Json(ResolvedSmokeProbe.Http probe, string from, string body)
    {
        JsonNode? document;
        try
        {
            document = JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            return new ProbeResult(false, $"JSON {from}", ProbeAnswer.Quote(body));
        }

        foreach (var (pointer, expected) in probe.ExpectJson)
        {
            var there = JsonPointer.TryFind(document, pointer, out var value);
            if (!there || !JsonNode.DeepEquals(value, JsonNode.Parse(expected)))
                return new ProbeResult(
                    false,
                    $"{Bounded.Text(expected)} at '{pointer}' {from}",
                    there && !ProbeAnswer.IsOfApiServer(body) ? Bounded.Text(value?.ToJsonString() ?? "null") : $"nothing there: {ProbeAnswer.Quote(body)}");
        }

        return new ProbeResult(true, from, "what was expected");
    }
}
