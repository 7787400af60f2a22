using System.Text.Json;
using System.Text.Json.Nodes;

namespace October.Tasks.Messages;

/// <summary>Changes single headers of an envelope and keeps everything else as its sender wrote it.</summary>
internal static class EnvelopeEditor
{
    /// <summary>The same message, delivered once more after a worker died with it.</summary>
    public static byte[] WithDeliveries(ReadOnlyMemory<byte> envelope, int deliveries) =>
        Edit(envelope, headers => headers["october_deliveries"] = deliveries);

    /// <summary>The same message, as if no worker had died with it.</summary>
    public static byte[] WithoutDeliveries(ReadOnlyMemory<byte> envelope) =>
        Edit(envelope, static headers => headers.Remove("october_deliveries"));

    /// <summary>The next try of the task, as Celery republishes it: same id, one retry more, with a clean delivery count.</summary>
    public static byte[] WithRetry(ReadOnlyMemory<byte> envelope, int retries, DateTimeOffset eta) =>
        Edit(envelope, headers =>
        {
            headers["retries"] = retries;
            headers["eta"] = CeleryTime.Header(eta);
            headers.Remove("october_deliveries");
        });

    private static byte[] Edit(ReadOnlyMemory<byte> envelope, Action<JsonObject> edit)
    {
        var root = JsonNode.Parse(envelope.Span)!.AsObject();
        edit(root["headers"]!.AsObject());
        using var stream = new MemoryStream(envelope.Length + 64);
        using (var writer = new Utf8JsonWriter(stream))
            root.WriteTo(writer);
        return stream.ToArray();
    }
}
