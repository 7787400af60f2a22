using System.Threading.Channels;

namespace October.LocalCluster.ApiServer.Streaming;

/// <summary>The open channels of a command; what the client did not request is <see cref="Stream.Null"/>.</summary>
/// <param name="Stdin">Ends when the client closes it.</param>
/// <param name="Stdout">Output.</param>
/// <param name="Stderr">Error output.</param>
/// <param name="Sizes">Sizes of the client's terminal, as it changes.</param>
internal sealed record CommandChannels(Stream Stdin, Stream Stdout, Stream Stderr, ChannelReader<TerminalSize> Sizes)
{
    /// <summary>As the node takes them.</summary>
    public ProcessStreams ForNode(RequestedChannels wanted) => new(wanted.Stdin ? Stdin : null, Stdout, Stderr, Sizes) { Tty = wanted.Tty };
}
