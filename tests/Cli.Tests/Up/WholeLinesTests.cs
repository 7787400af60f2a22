namespace October.Cli.Up;

public sealed class WholeLinesTests
{
    [Fact]
    public void Pieces_are_joined_and_errors_told_apart()
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var lines = new WholeLines(output, error, line => Output.IsError(line, json: false));
        foreach (var piece in (string[])["redis: x\ncl", "uster: y", "\noctob", "er: port 80 is in use\n", "", "\nthe rest"])
            lines.Write(piece);
        Assert.Equal("redis: x\ncluster: y\n\n", $"{output}");
        lines.End();
        lines.End();
        Assert.Equal("redis: x\ncluster: y\n\nthe rest\n", $"{output}");
        Assert.Equal("october: port 80 is in use\n", $"{error}");
    }

    [Fact]
    public void Of_JSON_only_the_document_is_output()
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        new WholeLines(output, error, line => Output.IsError(line, json: true)).Write("redis: x\n{\"url\":\"http://x\",\"phase\":\"Ready\"}\n");
        Assert.Equal("{\"url\":\"http://x\",\"phase\":\"Ready\"}\n", $"{output}");
        Assert.Equal("redis: x\n", $"{error}");
    }
}
