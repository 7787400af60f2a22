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
