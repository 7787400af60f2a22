namespace October.LocalCluster.ApiServer.Streaming;

/// <summary>The channels of a command, as <c>PodExecOptions</c> name them.</summary>
/// <param name="Stdin">The client sends input.</param>
/// <param name="Stdout">The client requests the output.</param>
/// <param name="Stderr">The client requests the error output as a stream of its own.</param>
/// <param name="Tty">A terminal: one output, and sizes.</param>
internal sealed record RequestedChannels(bool Stdin, bool Stdout, bool Stderr, bool Tty);
