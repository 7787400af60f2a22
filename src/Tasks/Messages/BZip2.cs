using System.Buffers;

namespace October.Tasks.Messages;

/// <summary>Decompresses bzip2, which .NET does not. Pure.</summary>
internal static class BZip2
{
    private const ulong BlockMark = 0x314159265359;
    private const ulong EndMark = 0x177245385090;

    /// <summary>Decompresses all streams of the data.</summary>
    /// <param name="data">What bzip2 has written.</param>
    /// <param name="limit">At most how many bytes come out.</param>
    /// <exception cref="InvalidDataException">It is not bzip2's, or damaged.</exception>
    /// <exception cref="BodyTooLargeException">More would come out.</exception>
    public static byte[] Decompress(byte[] data, int limit)
    {
        var output = new ArrayBufferWriter<byte>();
        var bits = new BitReader(data);
        do
        {
            Stream(bits, output, limit);
            bits.Align();
        }
        while (bits.HasMore);
        return output.WrittenSpan.ToArray();
    }

    private static void Stream(BitReader bits, ArrayBufferWriter<byte> output, int limit)
    {
        var isBZip2 = bits.Read(24) == 0x425A68;
        var level = (int)bits.Read(8) - '0';
        if (!isBZip2 || level is not (>= 1 and <= 9))
            throw new InvalidDataException("not bzip2 data");
        while (true)
        {
            switch (((ulong)bits.Read(24) << 24) | bits.Read(24))
            {
                case BlockMark:
                    BZip2Block.Read(bits, level * 100_000, output, limit);
                    break;
                case EndMark:
                    // The checksum of all blocks; each block's own was compared.
                    bits.Read(32);
                    return;
                default:
                    throw new InvalidDataException("damaged bzip2 data");
            }
        }
    }

    /// <summary>Bits, the highest of each byte first.</summary>
    internal sealed class BitReader(byte[] data)
    {
        private int _at;
        private int _left;

        public bool HasMore => _at < data.Length;

        public void Align()
        {
            if (_left > 0)
                (_at, _left) = (_at + 1, 0);
        }

        public uint Read(int count)
        {
            uint value = 0;
            while (count-- > 0)
                value = (value << 1) | Bit();
            return value;
        }

        public uint Bit()
        {
            if (_at >= data.Length)
                throw new InvalidDataException("bzip2 data ends too early");
            _left = _left == 0 ? 7 : _left - 1;
            var bit = (uint)(data[_at] >> _left) & 1;
            if (_left == 0)
                _at++;
            return bit;
        }
    }
}
