using System.Collections.Concurrent;
using System.Net;
using October.Testing.Redis;

namespace October.Testing.Services;

/// <summary>An OpenTelemetry collector of a few lines: takes spans by OTLP over HTTP on a loopback port.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<OtlpSpan> _spans = new();
    private readonly Task _receiving;

    public OtlpReceiver()
    {
        Endpoint = $"http://127.0.0.1:{RedisServer.FreePort()}";
        _listener.Prefixes.Add(Endpoint + "/");
        _listener.Start();
        _receiving = ReceiveAsync();
    }

    public string Endpoint { get; }

    /// <summary>What makes a program send its spans here, and soon.</summary>
    public (string Name, string Value)[] Settings =>
        [("OTEL_EXPORTER_OTLP_ENDPOINT", Endpoint), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_BSP_SCHEDULE_DELAY", "100")];

    public IReadOnlyCollection<OtlpSpan> Spans => _spans;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _receiving;
        _listener.Close();
    }

    private async Task ReceiveAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                if (context.Request.Url!.AbsolutePath == "/v1/traces")
                {
                    foreach (var span in OtlpSpan.Read(body.ToArray()))
                        _spans.Enqueue(span);
                }

                context.Response.ContentType = "application/x-protobuf";
                context.Response.Close();
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException && !_listener.IsListening)
        {
            // Told to stop.
        }
    }
}
