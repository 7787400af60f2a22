using October.Crd.Defaults;

namespace October.Operator.Smoke;

/// <summary>Requests a path of the api.</summary>
internal static class HttpProbe
{
    public static async Task<ProbeResult> TryAsync(HttpClient client, Uri address, ResolvedSmokeProbe.Http probe, CancellationToken token)
    {
        var expected = $"{probe.ExpectStatus}" + (probe.ExpectBody is null ? "" : $" with '{Bounded.Text(probe.ExpectBody)}' in the body") + $" from GET {probe.Path}";
        using var response = await client.GetAsync(new Uri(address, probe.Path), token);
        var body = await Bounded.ReadAsync(response.Content, token);
        var passed = (int)response.StatusCode == probe.ExpectStatus
            && (probe.ExpectBody is null || body.Contains(probe.ExpectBody, StringComparison.Ordinal));
        return new ProbeResult(passed, expected, $"{(int)response.StatusCode} {Bounded.Text(body)}".TrimEnd());
    }
}
