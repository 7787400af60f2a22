using System.IO.Compression;
using System.Text;

namespace October.Tasks.Messages;

public sealed class BodyDecoderTests
{
    private static readonly byte[] BZip2 = Convert.FromBase64String(
        "QlpoOTFBWSZTWfH+bqgAAAcbgNAkMAAACiAFAgoACCAAMUwAAQNRpkbSBEDzEGqhnrsrgdQeFs38XckU4UJDx/m6oA==");

    [Fact]
    public void Damaged_bzip2_is_the_text_of_before_or_a_format_error_and_nothing_else()
    {
        var whole = BodyDecoder.Decode([.. BZip2], isBase64: false, "bzip2");
        Assert.Equal(322, whole.Length);
        var refused = 0;
        for (var index = 0; index < BZip2.Length; index++)
        {
            for (var bit = 0; bit < 8; bit++)
                refused += IsRefused(BZip2.Select((one, at) => at == index ? (byte)(one ^ (1 << bit)) : one), whole);
            refused += IsRefused(BZip2.Take(index), whole);
        }

        // Some bits are padding.
        Assert.InRange(refused, BZip2.Length * 8, BZip2.Length * 9);
    }

    /// <summary>An empty stream adds nothing to what a body expands to: their number is what bounds the work.</summary>
    [Theory]
    [InlineData("bzip2", 33)]
    [InlineData("gzip", 33)]
    public void A_body_of_many_streams_is_refused_before_they_are_read(string compression, int streams)
    {
        var empty = Convert.FromHexString(compression == "gzip" ? "1f8b080000000000000303000000000000000000" : "425a683917724538509000000000");

        Assert.Empty(BodyDecoder.Decode(Repeat(empty, streams - 1), isBase64: false, compression));
        var refusal = Assert.Throws<MessageFormatException>(() => BodyDecoder.Decode(Repeat(empty, streams), isBase64: false, compression));

        Assert.Equal("the body consists of more than 32 compressed streams", refusal.Message);
    }

    [Fact]
    public void A_body_of_some_streams_is_the_text_of_all_of_them() =>
        Assert.Equal("[[],{}]", Encoding.UTF8.GetString(BodyDecoder.Decode([.. Gzip("[[],"), .. Gzip("{}]")], isBase64: false, "gzip")));

    private static byte[] Repeat(byte[] one, int times) => [.. Enumerable.Repeat(one, times).SelectMany(static bytes => bytes)];

    private static byte[] Gzip(string text)
    {
        using var result = new MemoryStream();
        using (var gzip = new GZipStream(result, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return result.ToArray();
    }

    private static int IsRefused(IEnumerable<byte> body, byte[] whole)
    {
        try
        {
            Assert.Equal(whole, BodyDecoder.Decode([.. body], isBase64: false, "bzip2"));
            return 0;
        }
        catch (MessageFormatException)
        {
            return 1;
        }
    }
}
