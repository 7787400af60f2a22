namespace October.LocalCluster.ApiServer.Streaming;

/// <summary>The size of a terminal, as clients send it.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Lines.</param>
public readonly record struct TerminalSize(ushort Width, ushort Height);
