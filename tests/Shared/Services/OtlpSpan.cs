using System.Buffers.Binary;
using System.Text;

namespace October.Testing.Services;

/// <summary>One span of an OTLP export; the field numbers are those of opentelemetry/proto/trace/v1/trace.proto.</summary>
/// <param name="Service">The resource's <c>service.name</c>.</param>
/// <param name="TraceId">In lower-case hexadecimal digits, as are the other ids.</param>
/// <param name="Id">The span's own id.</param>
/// <param name="ParentId">The parent's, or empty.</param>
/// <param name="Name">What was done.</param>
/// <param name="IsError">Whether its status is "error".</param>
internal sealed record OtlpSpan(string Service, string TraceId, string Id, string ParentId, string Name, bool IsError)
{
    /// <summary>The spans of an <c>ExportTraceServiceRequest</c>.</summary>
    public static IEnumerable<OtlpSpan> Read(byte[] request)
    {
        foreach (var (_, resourceSpans) in Fields(request, 1))
        {
            var service = Fields(resourceSpans, 1).SelectMany(static resource => Fields(resource.Bytes, 1))
                .Where(static attribute => Text(attribute.Bytes, 1) == "service.name")
                .Select(static attribute => Text(Fields(attribute.Bytes, 2).Single().Bytes, 1)).Single();
            foreach (var (_, span) in Fields(resourceSpans, 2).SelectMany(static scope => Fields(scope.Bytes, 2)))
                yield return new OtlpSpan(
                    service,
                    Hex(span, 1),
                    Hex(span, 2),
                    Hex(span, 4),
                    Text(span, 5),
                    Fields(span, 15).Any(static status => Fields(status.Bytes, 3).Any(static code => code.Number == 2)));
        }
    }

    private static string Hex(byte[] message, int field) =>
        Convert.ToHexStringLower(Fields(message, field).Select(static found => found.Bytes).FirstOrDefault([]));

    private static string Text(byte[] message, int field) =>
        Encoding.UTF8.GetString(Fields(message, field).Select(static found => found.Bytes).FirstOrDefault([]));

    /// <summary>The values of a field: bytes of a length-delimited one, else the number.</summary>
    private static List<(ulong Number, byte[] Bytes)> Fields(byte[] message, int wanted)
    {
        var found = new List<(ulong, byte[])>();
        for (var at = 0; at < message.Length;)
        {
            var tag = Varint(message, ref at);
            var (number, bytes) = (0UL, Array.Empty<byte>());
            switch (tag & 7)
            {
                case 0:
                    number = Varint(message, ref at);
                    break;
                case 1:
                    number = BinaryPrimitives.ReadUInt64LittleEndian(message.AsSpan(at));
                    at += 8;
                    break;
                case 2:
                    var length = (int)Varint(message, ref at);
                    bytes = message[at..(at + length)];
                    at += length;
                    break;
                case 5:
                    number = BinaryPrimitives.ReadUInt32LittleEndian(message.AsSpan(at));
                    at += 4;
                    break;
                default:
                    throw new FormatException($"wire type {tag & 7}");
            }

            if (tag >> 3 == (ulong)wanted)
                found.Add((number, bytes));
        }

        return found;
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var part = message[at++];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
                return value;
        }
    }
}
