using System.IO.Pipes;

namespace October.Cli.Running;

public sealed class StandardOutputTests
{
    [Fact]
    public void A_pipe_is_broken_once_its_reader_has_closed_it()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        var descriptor = (int)pipe.SafePipeHandle.DangerousGetHandle();
        Assert.False(StandardOutput.IsBrokenAt(descriptor));
        pipe.DisposeLocalCopyOfClientHandle();
        Assert.True(StandardOutput.IsBrokenAt(descriptor));
    }
}
