namespace October.LocalCluster.ApiServer.Protobuf;

/// <summary>Reads the protobuf encoding: tags, varints and length-delimited values.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> data)
{
    private ReadOnlySpan<byte> _rest = data;

    public readonly bool AtEnd => _rest.IsEmpty;

    /// <exception cref="FormatException">The data ends within a value.</exception>
    public ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (_rest.IsEmpty)
                break;
            var current = _rest[0];
            _rest = _rest[1..];
            value |= (ulong)(current & 0x7f) << shift;
            if (current < 0x80)
                return value;
        }

        throw new FormatException("proto: unexpected EOF");
    }

    /// <summary>The next field: its number, and either its number value or its bytes.</summary>
    /// <exception cref="FormatException">The data is not protobuf.</exception>
    public int Field(out ulong number, out ReadOnlySpan<byte> bytes)
    {
        var tag = Varint();
        number = 0;
        bytes = default;
        switch (tag & 7)
        {
            case 0:
                number = Varint();
                break;
            case 1:
                bytes = Take(8);
                break;
            case 2:
                bytes = Take(checked((int)Varint()));
                break;
            case 5:
                bytes = Take(4);
                break;
            default:
                throw new FormatException($"proto: illegal wireType {tag & 7}");
        }

        return checked((int)(tag >> 3));
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > _rest.Length)
            throw new FormatException("proto: unexpected EOF");
        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
