using System.Text;

namespace October.LocalCluster.Host;

/// <summary>Asks the test program for the header <c>X-Text</c> back, in UTF-8.</summary>
internal static class HeaderText
{
    public static async Task<string> EchoAsync(Uri address, string text, string? token = null, string? host = null)
    {
        using var handler = new SocketsHttpHandler
        {
            RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
            ResponseHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
            SslOptions = { RemoteCertificateValidationCallback = static (_, _, _, _) => true },
        };
        using var client = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { Host = host } };
        request.Headers.Add("X-Text", text);
        if (token is not null)
            request.Headers.Add("Authorization", $"Bearer {token}");
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return response.Headers.TryGetValues("X-Text", out var values) ? string.Concat(values) : await response.Content.ReadAsStringAsync();
    }
}
