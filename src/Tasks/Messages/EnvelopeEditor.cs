using System.Text.Json;

namespace October.Tasks.Messages;

/// <summary>Changes single headers of an envelope and keeps everything else as its sender wrote it.</summary>
internal static class EnvelopeEditor
{
    private const string Headers = "headers";
    private const string Deliveries = "october_deliveries";

    /// <summary>The same message, delivered once more after a worker died with it.</summary>
    public static byte[] WithDeliveries(ReadOnlyMemory<byte> envelope, int deliveries) =>
        Edit(envelope, [Deliveries], json => json.WriteNumber(Deliveries, deliveries));

    /// <summary>The same message, as if no worker had died with it.</summary>
    public static byte[] WithoutDeliveries(ReadOnlyMemory<byte> envelope) => Edit(envelope, [Deliveries], static _ => { });

    /// <summary>The next try of the task, as Celery republishes it: same id, one retry more, with a clean delivery count.</summary>
    public static byte[] WithRetry(ReadOnlyMemory<byte> envelope, int retries, DateTimeOffset eta) =>
        Edit(envelope, ["retries", "eta", Deliveries], json =>
        {
            json.WriteNumber("retries", retries);
            json.WriteString("eta", CeleryTime.Header(eta));
        });

    private static byte[] Edit(ReadOnlyMemory<byte> envelope, string[] without, Action<Utf8JsonWriter> write)
    {
        using var document = JsonDocument.Parse(envelope, new JsonDocumentOptions { MaxDepth = EnvelopeReader.MaxDepth });
        // Protocol version 1 has these in its body: sent on as version 2.
        if (!document.RootElement.TryGetProperty(Headers, out var headers)
            || headers.ValueKind != JsonValueKind.Object || !headers.TryGetProperty("task", out _))
            return Edit(EnvelopeWriter.Write(EnvelopeReader.Read(envelope), Guid.NewGuid().ToString()), without, write);
        using var stream = new MemoryStream(envelope.Length + 64);
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            foreach (var part in document.RootElement.EnumerateObject())
            {
                if (part.Name == Headers)
                    Edit(part.Value, without, write, writer);
                else
                    part.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void Edit(JsonElement headers, string[] without, Action<Utf8JsonWriter> write, Utf8JsonWriter writer)
    {
        writer.WriteStartObject(Headers);
        foreach (var header in headers.EnumerateObject().Where(header => !without.Contains(header.Name)))
            header.WriteTo(writer);
        write(writer);
        writer.WriteEndObject();
    }
}
