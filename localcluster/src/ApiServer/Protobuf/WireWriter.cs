using System.Text;

namespace October.LocalCluster.ApiServer.Protobuf;

/// <summary>Writes the protobuf encoding: tags, varints and length-delimited values.</summary>
internal sealed class WireWriter
{
    private readonly MemoryStream _data = new();

    public byte[] ToArray() => _data.ToArray();

    public WireWriter Text(int field, string? value) => value is { Length: > 0 } ? Bytes(field, Encoding.UTF8.GetBytes(value)) : this;

    /// <summary>A message within this one, also when it is empty.</summary>
    public WireWriter Message(int field, WireWriter message) => Bytes(field, message.ToArray());

    public WireWriter Number(int field, long? value)
    {
        if (value is not { } number || number == 0)
            return this;
        Varint((ulong)field << 3);
        Varint((ulong)number);
        return this;
    }

    public WireWriter Flag(int field, bool value) => Number(field, value ? 1 : 0);

    public WireWriter Fraction(int field, double? value)
    {
        if (value is not { } number || number == 0)
            return this;
        Varint(((ulong)field << 3) | 1);
        _data.Write(BitConverter.GetBytes(number));
        return this;
    }

    private WireWriter Bytes(int field, ReadOnlySpan<byte> value)
    {
        Varint(((ulong)field << 3) | 2);
        Varint((ulong)value.Length);
        _data.Write(value);
        return this;
    }

    private void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            _data.WriteByte((byte)(value | 0x80));
        _data.WriteByte((byte)value);
    }
}
