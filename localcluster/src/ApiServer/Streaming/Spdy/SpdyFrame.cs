using System.Buffers.Binary;

namespace October.LocalCluster.ApiServer.Streaming.Spdy;

/// <summary>One frame of SPDY/3: data of a stream, or a control frame.</summary>
/// <param name="Type">The control frame's type; <see cref="Data"/> for data.</param>
/// <param name="StreamId">The stream, where the frame is about one.</param>
/// <param name="Flags">Flags; <see cref="Fin"/> ends the sender's half of the stream.</param>
/// <param name="Payload">What follows the stream id.</param>
internal readonly record struct SpdyFrame(int Type, int StreamId, byte Flags, ReadOnlyMemory<byte> Payload)
{
    public const int Data = 0;
    public const int SynStream = 1;
    public const int SynReply = 2;
    public const int RstStream = 3;
    public const int Ping = 6;
    public const int GoAway = 7;
    public const byte Fin = 1;

    private const int Version = 3;
    private const int HeadLength = 8;
    private const int MaxLength = 1 << 20;

    public bool IsLast => (Flags & Fin) != 0;

    /// <summary>The next frame, or null at the end of the connection.</summary>
    /// <exception cref="InvalidDataException">What came is no SPDY/3.</exception>
    public static async Task<SpdyFrame?> ReadAsync(Stream connection, CancellationToken cancellationToken)
    {
        var head = new byte[HeadLength];
        if (await connection.ReadAtLeastAsync(head, HeadLength, throwOnEndOfStream: false, cancellationToken) < HeadLength)
            return null;
        var length = (head[5] << 16) | (head[6] << 8) | head[7];
        if (length > MaxLength)
            throw new InvalidDataException($"A frame of {length} bytes is too long.");
        var body = new byte[length];
        await connection.ReadExactlyAsync(body, cancellationToken);
        if ((head[0] & 0x80) == 0)
            return new SpdyFrame(Data, BinaryPrimitives.ReadInt32BigEndian(head), head[4], body);
        if ((((head[0] & 0x7f) << 8) | head[1]) != Version)
            throw new InvalidDataException("The control frame is not of SPDY/3.");
        var type = (head[2] << 8) | head[3];
        var id = length >= 4 ? BinaryPrimitives.ReadInt32BigEndian(body) & int.MaxValue : 0;
        return new SpdyFrame(type, id, head[4], body.AsMemory(Math.Min(4, length)));
    }

    public byte[] ToBytes()
    {
        var control = Type != Data;
        var length = Payload.Length + (control ? 4 : 0);
        var bytes = new byte[HeadLength + length];
        if (control)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes, 0x8000 | Version);
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)Type);
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(HeadLength), StreamId);
        }
        else
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes, StreamId);
        }

        (bytes[4], bytes[5], bytes[6], bytes[7]) = (Flags, (byte)(length >> 16), (byte)(length >> 8), (byte)length);
        Payload.Span.CopyTo(bytes.AsSpan(bytes.Length - Payload.Length));
        return bytes;
    }
}
