using System.Threading.Channels;

namespace October.LocalCluster.ApiServer.Streaming;

/// <summary>What a process in a container is connected to.</summary>
/// <param name="Stdin">Its input; null for none.</param>
/// <param name="Stdout">Its output.</param>
/// <param name="Stderr">Its error output; not written to with a terminal.</param>
/// <param name="Sizes">Sizes of the terminal, as it changes.</param>
public sealed record ProcessStreams(Stream? Stdin, Stream Stdout, Stream Stderr, ChannelReader<TerminalSize> Sizes)
{
    /// <summary>Whether the process gets a terminal.</summary>
    public bool Tty { get; init; }
}
