using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace October.LocalCluster.ApiServer.Streaming.Spdy;

/// <summary>
/// The header blocks of SPDY/3: names and values with their lengths, compressed with zlib over one stream for the whole connection, which
/// starts with <see cref="HeaderDictionary"/>. One instance reads what one peer writes.
/// </summary>
internal sealed class SpdyHeaders : IDisposable
{
    private const int ZlibHeaderLength = 6;
    private const int Limit = 64 * 1024;

    private readonly FeedStream _compressed = new();
    private readonly DeflateStream _inflate;
    private bool _started;

    public SpdyHeaders()
    {
        // The inflater of the platform takes no dictionary; one that was "received" in a stored block before has the same effect.
        _compressed.Feed([0, .. LengthPrefix(HeaderDictionary.Bytes.Length), .. HeaderDictionary.Bytes]);
        _inflate = new DeflateStream(_compressed, CompressionMode.Decompress);
        _inflate.ReadExactly(new byte[HeaderDictionary.Bytes.Length]);
    }

    /// <summary>Reads the next block of the connection.</summary>
    /// <exception cref="InvalidDataException">It is not one.</exception>
    public IReadOnlyDictionary<string, string> Read(ReadOnlySpan<byte> block)
    {
        if (!_started)
        {
            // Two bytes of zlib, four of the dictionary's checksum.
            if (block.Length < ZlibHeaderLength)
                throw new InvalidDataException("The header block is too short.");
            block = block[ZlibHeaderLength..];
            _started = true;
        }

        _compressed.Feed(block);
        var plain = new byte[Limit];
        int length = 0, read;
        while (length < Limit && (read = _inflate.Read(plain, length, Limit - length)) > 0)
            length += read;
        return Parse(plain.AsSpan(0, length));
    }

    /// <summary>A block that says nothing. Stored, not compressed: the first one opens the zlib stream, without a dictionary.</summary>
    /// <param name="isFirst">Whether it is the first block of this side.</param>
    public static byte[] Empty(bool isFirst) =>
    [
        .. isFirst ? (ReadOnlySpan<byte>)[0x78, 0x01] : [],
        0, .. LengthPrefix(4), 0, 0, 0, 0,
        // An empty block: the sign to a reader to give out what it has.
        0, .. LengthPrefix(0),
    ];

    public void Dispose()
    {
        _inflate.Dispose();
        _compressed.Dispose();
    }

    private static byte[] LengthPrefix(int length)
    {
        var prefix = new byte[4];
        BinaryPrimitives.WriteUInt16LittleEndian(prefix, (ushort)length);
        BinaryPrimitives.WriteUInt16LittleEndian(prefix.AsSpan(2), (ushort)~length);
        return prefix;
    }

    private static Dictionary<string, string> Parse(ReadOnlySpan<byte> plain)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var count = Number(ref plain);
        for (var i = 0; i < count; i++)
        {
            var name = Text(ref plain);
            headers[name] = Text(ref plain);
        }

        return headers;
    }

    private static string Text(ref ReadOnlySpan<byte> plain)
    {
        var length = Number(ref plain);
        if (length < 0 || length > plain.Length)
            throw new InvalidDataException("A header is longer than its block.");
        var text = Encoding.UTF8.GetString(plain[..length]);
        plain = plain[length..];
        return text;
    }

    private static int Number(ref ReadOnlySpan<byte> plain)
    {
        if (plain.Length < 4)
            throw new InvalidDataException("The header block ends too early.");
        var number = BinaryPrimitives.ReadInt32BigEndian(plain);
        plain = plain[4..];
        return number;
    }

    /// <summary>A stream over what has been fed so far; at its end it reads as empty, and goes on when more is fed.</summary>
    private sealed class FeedStream : MemoryStream
    {
        public void Feed(ReadOnlySpan<byte> bytes)
        {
            SetLength(0);
            Write(bytes);
            Position = 0;
        }
    }
}
