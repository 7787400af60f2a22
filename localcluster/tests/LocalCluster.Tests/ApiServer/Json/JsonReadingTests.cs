namespace October.LocalCluster.ApiServer.Json;

public sealed class JsonReadingTests
{
    [Fact]
    public void Keys_that_appear_twice_are_told_by_their_paths_in_the_order_of_the_document()
    {
        var parsed = JsonReading.Parse("""{"a":[{"b":1},{"c":{"d":1,"d":2}}],"a":{"e":1,"e":2},"f":1}"""u8);

        Assert.Equal(["a[1].c.d", "a", "a.e"], parsed.DuplicatePaths);
        Assert.Equal("""{"a":{"e":2},"f":1}""", parsed.Root!.ToJsonString());
    }

    [Fact]
    public void Names_of_properties_are_one_string_however_often_they_are_read()
    {
        var names = Enumerable.Range(0, 2).Select(_ => JsonReading.Parse("""{"creationTimestamp":1}"""u8).Root!.AsObject().Single().Key).ToList();

        Assert.Equal("creationTimestamp", names[0]);
        Assert.Same(names[0], names[1]);
    }

    [Fact]
    public void Names_that_share_a_place_in_the_cache_stay_apart()
    {
        var text = $"{{{string.Join(',', Enumerable.Range(0, 5000).Select(i => $"\"name{i}\":{i}"))}}}";

        for (var round = 0; round < 2; round++)
        {
            foreach (var (name, value) in JsonReading.Parse(System.Text.Encoding.UTF8.GetBytes(text)).Root!.AsObject())
                Assert.Equal($"name{value}", name);
        }
    }

    [Fact]
    public void An_escaped_name_is_read_as_what_it_stands_for()
    {
        Assert.Equal("ab", JsonReading.Parse("""{"\u0061b":1}"""u8).Root!.AsObject().Single().Key);
    }
}
