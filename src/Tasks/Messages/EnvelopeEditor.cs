using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using October.Tasks.Messages.Headers;

namespace October.Tasks.Messages;

/// <summary>
/// Changes single headers of an envelope and keeps everything else, byte for byte, as its sender wrote it. Nothing but the names of members is understood, so
/// that whatever <see cref="EnvelopeReader"/> has read can be changed.
/// </summary>
internal static class EnvelopeEditor
{
    private const string Deliveries = "october_deliveries";

    private static readonly JsonReaderOptions Options = new() { MaxDepth = EnvelopeReader.MaxDepth };

    /// <summary>The same message, delivered once more after a worker died with it.</summary>
    public static byte[] WithDeliveries(ReadOnlyMemory<byte> envelope, int deliveries) =>
        Edit(envelope, [Deliveries], string.Create(CultureInfo.InvariantCulture, $"\"{Deliveries}\":{deliveries}"));

    /// <summary>The same message, as if no worker had died with it.</summary>
    public static byte[] WithoutDeliveries(ReadOnlyMemory<byte> envelope) => Edit(envelope, [Deliveries], "");

    /// <summary>How often workers have died with a message that has not been read; this takes no memory.</summary>
    public static int DeliveriesOf(ReadOnlyMemory<byte> envelope)
    {
        var deliveries = 0;
        var reader = new Utf8JsonReader(envelope.Span, Options);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isHeaders = reader.ValueTextEquals("headers"u8);
            reader.Read();
            if (!isHeaders || reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isCount = reader.ValueTextEquals(Deliveries);
                reader.Read();
                if (isCount && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var count))
                    deliveries = Math.Max(0, count);
                reader.Skip();
            }
        }

        return deliveries;
    }

    /// <summary>The next try of the task, as Celery republishes it: same id, one retry more, with a clean delivery count.</summary>
    public static byte[] WithRetry(ReadOnlyMemory<byte> envelope, int retries, DateTimeOffset eta) => Edit(
        envelope,
        ["retries", "eta", Deliveries],
        string.Create(CultureInfo.InvariantCulture, $"\"retries\":{retries},\"eta\":\"{CeleryTime.Header(eta)}\""));

    /// <param name="envelope">The message.</param>
    /// <param name="without">The headers that are left out.</param>
    /// <param name="added">The members that are added.</param>
    private static byte[] Edit(ReadOnlyMemory<byte> envelope, string[] without, string added)
    {
        // Protocol version 1 has these in its body: sent on as version 2.
        if (!NamesTask(envelope.Span))
            envelope = EnvelopeWriter.Write(EnvelopeReader.Read(envelope), Guid.NewGuid().ToString());
        var bytes = envelope.Span;
        var result = new ArrayBufferWriter<byte>(bytes.Length + 64);
        var reader = new Utf8JsonReader(bytes, Options);
        var copied = 0;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isHeaders = reader.ValueTextEquals("headers"u8);
            reader.Read();
            if (isHeaders && reader.TokenType == JsonTokenType.StartObject)
            {
                result.Write(bytes[copied..(int)reader.TokenStartIndex]);
                Edit(ref reader, bytes, without, added, result);
                copied = (int)reader.BytesConsumed;
            }
            else
                reader.Skip();
        }

        result.Write(bytes[copied..]);
        return result.WrittenSpan.ToArray();
    }

    private static void Edit(ref Utf8JsonReader reader, ReadOnlySpan<byte> bytes, string[] without, string added, ArrayBufferWriter<byte> result)
    {
        var separator = "{"u8;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex;
            var isKept = true;
            foreach (var name in without)
                isKept &= !reader.ValueTextEquals(name);
            reader.Read();
            reader.Skip();
            if (!isKept)
                continue;
            result.Write(separator);
            result.Write(bytes[start..(int)reader.BytesConsumed]);
            separator = ","u8;
        }

        if (added.Length > 0 || separator[0] == '{')
            result.Write(separator);
        result.Write(Encoding.UTF8.GetBytes(added));
        result.Write("}"u8);
    }

    /// <summary>True when the headers name the task, as <see cref="HeaderReader"/> sees it: of two under one name it is the last.</summary>
    private static bool NamesTask(ReadOnlySpan<byte> envelope)
    {
        var names = false;
        var reader = new Utf8JsonReader(envelope, Options);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isHeaders = reader.ValueTextEquals("headers"u8);
            reader.Read();
            names = isHeaders ? false : names;
            if (!isHeaders || reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isTask = reader.ValueTextEquals("task"u8);
                reader.Read();
                names = isTask ? reader.TokenType == JsonTokenType.String : names;
                reader.Skip();
            }
        }

        return names;
    }
}
