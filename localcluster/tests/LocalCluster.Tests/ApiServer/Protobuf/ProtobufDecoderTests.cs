using System.Text;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.ApiServer.Protobuf;

public sealed class ProtobufDecoderTests
{
    [Fact]
    public void A_config_map_is_read_with_its_metadata_and_data()
    {
        var metadata = Message(1, Text(1, "a"), Text(3, "default"), Message(11, Text(1, "app"), Text(2, "web")));
        var value = ProtobufDecoder.Decode(Envelope("v1", "ConfigMap", [.. metadata, .. Message(2, Text(1, "k"), Text(2, "v"))]));

        Assert.Equal(("v1", "ConfigMap", "a"), (value.StringAt("apiVersion"), value.StringAt("kind"), value.Name()));
        Assert.Equal("web", value.StringAt("metadata", "labels", "app"));
        Assert.Equal("v", value.StringAt("data", "k"));
    }

    [Fact]
    public void Zero_values_of_unlisted_fields_do_not_matter_and_others_are_refused()
    {
        Assert.NotNull(ProtobufDecoder.Decode(Envelope("v1", "ConfigMap", [.. Text(90, "")])));
        Assert.Throws<FormatException>(() => ProtobufDecoder.Decode(Envelope("v1", "ConfigMap", [.. Text(90, "something")])));
        Assert.Throws<FormatException>(() => ProtobufDecoder.Decode(Envelope("v1", "Unheard", [])));
    }

    [Fact]
    public void Truncated_data_is_refused()
    {
        var whole = Envelope("v1", "ConfigMap", Message(1, Text(1, "a")));
        for (var length = 0; length < whole.Length; length++)
        {
            var part = whole[..length];
            Assert.True(Record.Exception(() => ProtobufDecoder.Decode(part)) is null or FormatException);
        }
    }

    private static byte[] Envelope(string apiVersion, string kind, byte[] raw) =>
        [.. "k8s\0"u8, .. Message(1, Text(1, apiVersion), Text(2, kind)), .. Bytes(2, raw)];

    private static byte[] Message(int field, params byte[][] parts) => Bytes(field, [.. parts.SelectMany(p => p)]);

    private static byte[] Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Bytes(int field, byte[] content) => [.. Varint(((ulong)field << 3) | 2), .. Varint((ulong)content.Length), .. content];

    private static IEnumerable<byte> Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            yield return (byte)(value | 0x80);
        yield return (byte)value;
    }
}
