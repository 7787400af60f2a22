using System.Globalization;
using System.Text;

namespace October.Tasks.Cuts;

/// <summary>Reads the Redis protocol (RESP2) frame by frame: https://redis.io/docs/latest/develop/reference/protocol-spec/</summary>
internal sealed class RespReader(Stream stream)
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly MemoryStream _raw = new();
    private int _at;
    private int _filled;

    /// <summary>A frame as it came, and what it says: long, string (status), byte[] (bulk), object?[] (array), Exception (error) or null.</summary>
    public sealed record Frame(byte[] Bytes, object? Value);

    /// <summary>The next frame; null at the end of the stream.</summary>
    public async Task<Frame?> ReadAsync()
    {
        _raw.SetLength(0);
        if (_at == _filled && !await FillAsync())
            return null;
        var value = await ValueAsync();
        return new Frame(_raw.ToArray(), value);
    }

    private async Task<object?> ValueAsync()
    {
        var line = await LineAsync();
        var rest = line[1..];
        switch (line[0])
        {
            case '+':
                return rest;
            case '-':
                return new InvalidOperationException(rest);
            case ':':
                return long.Parse(rest, CultureInfo.InvariantCulture);
            case '$':
                return int.Parse(rest, CultureInfo.InvariantCulture) is >= 0 and var length ? await BulkAsync(length) : null;
            case '*':
                var items = new object?[Math.Max(0, int.Parse(rest, CultureInfo.InvariantCulture))];
                for (var i = 0; i < items.Length; i++)
                    items[i] = await ValueAsync();
                return items;
            default:
                throw new InvalidDataException($"not RESP2: {line}");
        }
    }

    private async Task<string> LineAsync()
    {
        var line = new StringBuilder();
        while (true)
        {
            var next = await ByteAsync();
            if (next == '\n')
                return line.ToString(0, line.Length - 1);
            line.Append((char)next);
        }
    }

    private async Task<byte[]> BulkAsync(int length)
    {
        var bulk = new byte[length];
        for (var i = 0; i < length; i++)
            bulk[i] = await ByteAsync();
        await ByteAsync();
        await ByteAsync();
        return bulk;
    }

    private async ValueTask<byte> ByteAsync()
    {
        if (_at == _filled && !await FillAsync())
            throw new EndOfStreamException();
        _raw.WriteByte(_buffer[_at]);
        return _buffer[_at++];
    }

    private async Task<bool> FillAsync()
    {
        (_at, _filled) = (0, await stream.ReadAsync(_buffer));
        return _filled > 0;
    }
}
