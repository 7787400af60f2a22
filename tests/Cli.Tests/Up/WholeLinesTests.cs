namespace October.Cli.Up;

public sealed class WholeLinesTests
{
    [Fact]
    public void Pieces_are_joined_and_errors_told_apart()
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var lines = new WholeLines(output, error);
        foreach (var piece in (string[])["redis: x\ncl", "uster: y", "\noctob", "er: port 80 is in use\n", "", "\nthe rest"])
            lines.Write(piece);
        Assert.Equal("redis: x\ncluster: y\n\n", $"{output}");
        lines.End();
        lines.End();
        Assert.Equal("redis: x\ncluster: y\n\nthe rest\n", $"{output}");
        Assert.Equal("october: port 80 is in use\n", $"{error}");
    }
}
