using System.Text;

namespace October.LocalCluster.Node.Processes;

public sealed class ContainerLogTests
{
    [Fact]
    public async Task A_program_is_read_to_its_end_on_a_disk_that_is_full()
    {
        using var output = new StreamReader(new MemoryStream(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("a line\n", 10_000)))));
        using (var log = new ContainerLog("/dev/full", TimeProvider.System))
            await log.CopyAsync(output, "stdout");
        Assert.Null(await output.ReadLineAsync(TestContext.Current.CancellationToken));
    }
}
