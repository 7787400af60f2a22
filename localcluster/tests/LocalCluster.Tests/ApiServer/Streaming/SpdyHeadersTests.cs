using October.LocalCluster.ApiServer.Streaming.Spdy;

namespace October.LocalCluster.ApiServer.Streaming;

public sealed class SpdyHeadersTests
{
    [Fact]
    public void The_dictionary_is_the_one_of_the_protocol()
    {
        // Adler-32, which zlib writes into the first header block (DICTID).
        var (a, b) = (1u, 0u);
        foreach (var value in HeaderDictionary.Bytes)
        {
            a = (a + value) % 65521;
            b = (b + a) % 65521;
        }

        Assert.Equal(0xe3c6a7c2u, (b << 16) | a);
    }

    [Fact]
    public void Blocks_that_zlib_compressed_with_the_dictionary_are_read_one_after_the_other()
    {
        using var headers = new SpdyHeaders();

        var first = headers.Read(
            Convert.FromHexString("78f9e3c6a7c202253a703a2b294a4dcc851625aca9a0808614cb45e01c6061606000a4398b20d198094ade8c0600000000ffff"));
        var second = headers.Read(Convert.FromHexString("c2aa19540e2512d60b000000ffff"));

        Assert.Equal(("error", "8000", "0"), (first["streamType"], first["port"], first["requestID"]));
        Assert.Equal(("data", "8000", "0"), (second["streamType"], second["port"], second["requestID"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("78f9e3c6a7c2000500faff0000000100")]
    public void A_block_that_is_none_is_refused(string hex)
    {
        using var headers = new SpdyHeaders();

        Assert.Throws<InvalidDataException>(() => headers.Read(Convert.FromHexString(hex)));
    }
}
