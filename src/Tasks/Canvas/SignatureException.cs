namespace October.Tasks.Canvas;

/// <summary>A signature that cannot be sent; the message says why.</summary>
internal sealed class SignatureException(string message) : Exception(message);
