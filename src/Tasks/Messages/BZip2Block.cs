using System.Buffers;

namespace October.Tasks.Messages;

/// <summary>One block of bzip2: Huffman codes over a move-to-front list over the Burrows-Wheeler transform over runs.</summary>
internal static class BZip2Block
{
    private const int GroupSize = 50;
    private const int MaxCodeLength = 20;
    private const int RunLength = 4;

    private static readonly uint[] Crc = [.. Enumerable.Range(0, 256).Select(static value =>
    {
        var crc = (uint)value << 24;
        for (var bit = 0; bit < 8; bit++)
            crc = (crc << 1) ^ (crc >> 31 == 0 ? 0u : 0x04C11DB7u);
        return crc;
    })];

    public static void Read(BZip2.BitReader bits, int size, ArrayBufferWriter<byte> output, int limit)
    {
        var checksum = bits.Read(32);
        if (bits.Bit() != 0)
            throw new InvalidDataException("bzip2 data of a version before 0.9.5");
        var origin = (int)bits.Read(24);
        var symbols = Symbols(bits);
        var groups = (int)bits.Read(3);
        var count = (int)bits.Read(15);
        Require(symbols.Length > 0 && groups is >= 2 and <= 6 && count > 0);
        var selectors = Selectors(bits, groups, count);
        var codes = new Code[groups];
        for (var group = 0; group < groups; group++)
            codes[group] = Code.Read(bits, symbols.Length + 2);

        var block = Symbols(bits, symbols, selectors, codes, size);
        Require(origin < block.Count);
        if (Restore(block, origin, output, limit) != checksum)
            throw new InvalidDataException("damaged bzip2 data: a checksum differs");
    }

    private static void Require(bool holds)
    {
        if (!holds)
            throw new InvalidDataException("damaged bzip2 data");
    }

    /// <summary>The bytes that occur.</summary>
    private static byte[] Symbols(BZip2.BitReader bits)
    {
        var ranges = bits.Read(16);
        var symbols = new List<byte>(256);
        for (var range = 0; range < 16; range++)
        {
            if ((ranges >> (15 - range) & 1) == 0)
                continue;
            var used = bits.Read(16);
            for (var i = 0; i < 16; i++)
            {
                if ((used >> (15 - i) & 1) != 0)
                    symbols.Add((byte)(16 * range + i));
            }
        }

        return [.. symbols];
    }

    /// <summary>Which code each group of symbols is written in.</summary>
    private static byte[] Selectors(BZip2.BitReader bits, int groups, int count)
    {
        byte[] order = [0, 1, 2, 3, 4, 5];
        var selectors = new byte[count];
        for (var i = 0; i < count; i++)
        {
            var place = 0;
            while (bits.Bit() != 0)
                Require(++place < groups);
            selectors[i] = ToFront(order, place);
        }

        return selectors;
    }

    private static byte ToFront(byte[] order, int place)
    {
        var value = order[place];
        order.AsSpan(0, place).CopyTo(order.AsSpan(1));
        return order[0] = value;
    }

    /// <summary>The block's bytes in the order of the transform.</summary>
    private static List<byte> Symbols(BZip2.BitReader bits, byte[] order, byte[] selectors, Code[] codes, int size)
    {
        var block = new List<byte>();
        var end = order.Length + 1;
        long run = 0, weight = 1;
        for (var i = 0; ; i++)
        {
            Require(i / GroupSize < selectors.Length);
            var symbol = codes[selectors[i / GroupSize]].Next(bits);
            if (symbol <= 1)
            {
                // A run's length, written with the digits 1 and 2, the lowest first.
                run += weight << symbol;
                weight <<= 1;
                Require(block.Count + run <= size);
                continue;
            }

            for (; run > 0; run--)
                block.Add(order[0]);
            weight = 1;
            if (symbol == end)
                return block;
            Require(block.Count < size);
            block.Add(ToFront(order, symbol - 1));
        }
    }

    /// <summary>Turns the transform and the runs back; the answer is the checksum.</summary>
    private static uint Restore(List<byte> block, int origin, ArrayBufferWriter<byte> output, int limit)
    {
        var starts = new int[257];
        foreach (var value in block)
            starts[value + 1]++;
        for (var value = 0; value < 256; value++)
            starts[value + 1] += starts[value];
        var next = new int[block.Count];
        for (var i = 0; i < block.Count; i++)
            next[starts[block[i]]++] = i;

        var (crc, at, last, run) = (uint.MaxValue, next[origin], -1, 0);
        for (var i = 0; i < block.Count; i++, at = next[at])
        {
            var value = block[at];
            if (run == RunLength)
            {
                crc = Write((byte)last, value, crc, output, limit);
                (last, run) = (-1, 0);
                continue;
            }

            (last, run) = (value, value == last ? run + 1 : 1);
            crc = Write(value, 1, crc, output, limit);
        }

        return ~crc;
    }

    private static uint Write(byte value, int times, uint crc, ArrayBufferWriter<byte> output, int limit)
    {
        if (output.WrittenCount + times > limit)
            throw new BodyTooLargeException(limit);
        output.GetSpan(times)[..times].Fill(value);
        output.Advance(times);
        for (; times > 0; times--)
            crc = (crc << 8) ^ Crc[(crc >> 24) ^ value];
        return crc;
    }

    /// <summary>A canonical Huffman code.</summary>
    private sealed class Code
    {
        private readonly int[] _counts = new int[MaxCodeLength + 1];
        private readonly int[] _symbols;

        private Code(int[] lengths)
        {
            foreach (var length in lengths)
                _counts[length]++;
            _symbols = [.. Enumerable.Range(0, lengths.Length).OrderBy(symbol => lengths[symbol])];
        }

        public static Code Read(BZip2.BitReader bits, int symbols)
        {
            var lengths = new int[symbols];
            var length = (int)bits.Read(5);
            for (var symbol = 0; symbol < symbols; symbol++)
            {
                while (true)
                {
                    Require(length is >= 1 and <= MaxCodeLength);
                    if (bits.Bit() == 0)
                        break;
                    length += bits.Bit() == 0 ? 1 : -1;
                }

                lengths[symbol] = length;
            }

            return new Code(lengths);
        }

        public int Next(BZip2.BitReader bits)
        {
            var (code, first, index) = (0, 0, 0);
            for (var length = 1; length <= MaxCodeLength; length++)
            {
                code |= (int)bits.Bit();
                var count = _counts[length];
                if (code - first < count)
                    return _symbols[index + code - first];
                (index, first, code) = (index + count, (first + count) << 1, code << 1);
            }

            throw new InvalidDataException("damaged bzip2 data");
        }
    }
}
