using System.Buffers;
using System.Buffers.Text;
using System.IO.Compression;
using System.Text.Unicode;
using ICSharpCode.SharpZipLib;
using ICSharpCode.SharpZipLib.BZip2;

namespace October.Tasks.Messages;

/// <summary>From an envelope's body to JSON: base64, then the compressions of kombu.</summary>
internal static class BodyDecoder
{
    /// <summary>How many bytes a compressed body may expand to: a few bytes on a queue must not fill a worker's memory.</summary>
    public const int Limit = 16 << 20;

    /// <summary>
    /// Of how many streams, one behind the other, a compressed body may consist. Senders write one; an empty one adds nothing to what the body expands to, and
    /// costs its reader megabytes.
    /// </summary>
    private const int StreamLimit = 32;

    /// <summary>How each stream of gzip begins.</summary>
    private static ReadOnlySpan<byte> GzipStart => [0x1F, 0x8B, 0x08];

    /// <exception cref="MessageFormatException">It is not what the envelope says.</exception>
    public static byte[] Decode(byte[] body, bool isBase64, string? compression)
    {
        if (isBase64)
            body = Base64Decode(body);
        if (compression is not null)
            body = Decompress(body, compression);
        return Utf8.IsValid(body) ? body : throw new MessageFormatException("the body is not UTF-8");
    }

    private static byte[] Decompress(byte[] body, string compression)
    {
        try
        {
            // Under the name of gzip kombu sends zlib's format.
            return compression switch
            {
                "application/x-gzip" or "application/gzip" or "application/zlib" or "gzip" or "zlib" => body is [0x1F, 0x8B, ..]
                    ? InflateGzip(body)
                    : Inflate(new ZLibStream(new MemoryStream(body), CompressionMode.Decompress)),
                "application/x-bz2" or "bzip2" or "bzip" => InflateBZip2(body),
                "application/x-brotli" or "brotli" => Inflate(new BrotliStream(new MemoryStream(body), CompressionMode.Decompress)),
                _ => throw new MessageFormatException($"compression \"{compression}\" is not supported; use gzip, zlib, bzip2 or brotli"),
            };
        }
        // The last two are how the bzip2 library meets damaged data.
        catch (Exception exception) when (exception
            is InvalidDataException or InvalidOperationException or SharpZipBaseException or EndOfStreamException or IndexOutOfRangeException)
        {
            throw new MessageFormatException($"the body is not compressed as \"{compression}\": {exception.Message}", exception);
        }
        catch (BodyTooLargeException exception)
        {
            throw new MessageFormatException(exception.Message, exception);
        }
    }

    private static byte[] Base64Decode(byte[] base64)
    {
        var status = Base64.DecodeFromUtf8InPlace(base64, out var length);
        return status == OperationStatus.Done
            ? base64.AsSpan(0, length).ToArray()
            : throw new MessageFormatException("the envelope's body is not base64");
    }

    private static byte[] Inflate(Stream stream)
    {
        var output = new ArrayBufferWriter<byte>();
        using (stream)
            Copy(stream, output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The library reads all streams as one and does not say how many there are: no more than there are beginnings.</summary>
    private static byte[] InflateGzip(byte[] body)
    {
        if (body.AsSpan().Count(GzipStart) > StreamLimit)
            throw TooManyStreams();
        return Inflate(new GZipStream(new MemoryStream(body), CompressionMode.Decompress));
    }

    /// <summary>All streams of the data, which the library reads one by one.</summary>
    private static byte[] InflateBZip2(byte[] body)
    {
        var output = new ArrayBufferWriter<byte>();
        using var input = new MemoryStream(body);
        var streams = 0;
        do
        {
            if (++streams > StreamLimit)
                throw TooManyStreams();
            using var stream = new BZip2InputStream(input) { IsStreamOwner = false };
            Copy(stream, output);
        }
        while (input.Position < input.Length);
        return output.WrittenSpan.ToArray();
    }

    private static MessageFormatException TooManyStreams() => new($"the body consists of more than {StreamLimit} compressed streams");

    private static void Copy(Stream stream, ArrayBufferWriter<byte> output)
    {
        while (stream.Read(output.GetSpan(4096)) is var read and > 0)
        {
            output.Advance(read);
            if (output.WrittenCount > Limit)
                throw new BodyTooLargeException(Limit);
        }
    }
}
