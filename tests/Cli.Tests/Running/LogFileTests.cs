using System.Text;

namespace October.Cli.Running;

public sealed class LogFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("october-log-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_a_full_disk_does_not_take_is_read_all_the_same()
    {
        using var log = new LogFile("/dev/full");
        using var output = new MemoryStream(new byte[100_000]);
        await log.CopyAsync(output);
        Assert.Equal(output.Length, output.Position);
    }

    [Fact]
    public void Once_there_is_room_again_it_is_said_that_output_is_missing()
    {
        var folder = Path.Combine(_folder, "later");
        var path = Path.Combine(folder, "log");
        using (var log = new LogFile(path))
        {
            log.Write("one\n"u8);
            Directory.CreateDirectory(folder);
            log.Write("two\n"u8);
            log.Write("three\n"u8);
        }

        var text = File.ReadAllText(path);
        Assert.StartsWith("\n(output is missing here: ", text, StringComparison.Ordinal);
        Assert.EndsWith(")\ntwo\nthree\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_dropped_last_is_said_at_the_end()
    {
        var folder = Path.Combine(_folder, "later");
        using (var log = new LogFile(Path.Combine(folder, "log")))
        {
            log.Write("one\n"u8);
            Directory.CreateDirectory(folder);
        }

        Assert.StartsWith("\n(output is missing here: ", File.ReadAllText(Path.Combine(folder, "log")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("starts\nUnhandled exception. No.\n   at Program.Main()\n", "Unhandled exception. No.")]
    [InlineData("\n\n", null)]
    public void The_last_line_is_one_that_says_something(string text, string? last)
    {
        var path = Path.Combine(_folder, "log");
        File.WriteAllText(path, text, Encoding.UTF8);
        Assert.Equal(last, LogFile.LastLine(path));
    }
}
