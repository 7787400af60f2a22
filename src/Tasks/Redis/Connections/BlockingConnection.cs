using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using October.Tasks.Redis.Scripts;

namespace October.Tasks.Redis.Connections;

/// <summary>
/// A connection to Redis that uses the calling thread and no other: for what must go on while every thread of the pool is taken. One command at a time; after
/// any exception but <see cref="RedisErrorException"/> it is of no further use.
/// </summary>
internal sealed class BlockingConnection : IDisposable
{
    private const int BufferSize = 4096;

    /// <summary>Longer is no answer that is awaited here.</summary>
    private const int LongestText = 65536;

    private const int TcpLevel = 6;
    private const int TcpUserTimeout = 18;

    private readonly Socket _socket;
    private readonly Stream _stream;

    private BlockingConnection(Socket socket, Stream stream) => (_socket, _stream) = (socket, stream);

    /// <summary>Connects and logs in.</summary>
    /// <param name="settings">Where; the password file is read now.</param>
    /// <param name="timeout">How long an answer may take.</param>
    /// <exception cref="SocketException">Redis cannot be reached.</exception>
    /// <exception cref="IOException">The connection broke, or an answer was late.</exception>
    /// <exception cref="AuthenticationException">The server's certificate is not accepted.</exception>
    /// <exception cref="CryptographicException">A file has no certificate, or no key.</exception>
    /// <exception cref="RedisErrorException">Redis refuses the login.</exception>
    public static BlockingConnection Open(RedisSettings settings, TimeSpan timeout)
    {
        // Always blocking: once it was not, .NET would wait for answers with the help of threads of the pool.
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            (socket.SendTimeout, socket.ReceiveTimeout) = ((int)timeout.TotalMilliseconds, (int)timeout.TotalMilliseconds);
            // The other timeouts do not end a connect to a host that is gone, which is where a primary was before a failover.
            if (OperatingSystem.IsLinux())
                socket.SetRawSocketOption(TcpLevel, TcpUserTimeout, BitConverter.GetBytes((int)timeout.TotalMilliseconds));
            socket.Connect(settings.Host, settings.Port);
            Stream stream = new BufferedStream(new NetworkStream(socket), BufferSize);
            if (settings.Tls)
            {
                var tls = new SslStream(stream);
                tls.AuthenticateAsClient(ServerCertificate.Options(settings));
                stream = new BufferedStream(tls, BufferSize);
            }

            var connection = new BlockingConnection(socket, stream);
            if (settings.ReadPassword() is { } password)
                connection.Command(settings.User is { } user ? ["AUTH", user, password] : ["AUTH", password]);
            if (settings.Database != 0)
                connection.Command("SELECT", settings.Database.ToString(CultureInfo.InvariantCulture));
            return connection;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Runs a script whose answer is a number.</summary>
    /// <exception cref="IOException">The connection is broken, or the answer is late.</exception>
    /// <exception cref="RedisErrorException">Redis refuses it.</exception>
    public long Run(RedisSettings settings, Script script, string[] keys, string[] values)
    {
        if (!settings.Layout.IsPlain(settings.Database))
        {
            script = ScriptLayout.Apply(script, settings);
            values = [.. values, .. keys, keys.Length.ToString(CultureInfo.InvariantCulture)];
            keys = [.. ScriptLayout.Places(settings.Layout, keys)];
        }

        string[] rest = [keys.Length.ToString(CultureInfo.InvariantCulture), .. keys, .. values];
        try
        {
            return long.Parse(Command(["EVALSHA", script.Hash, .. rest]), CultureInfo.InvariantCulture);
        }
        catch (RedisErrorException exception) when (exception.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            return long.Parse(Command(["EVAL", script.Text, .. rest]), CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Sends a command whose answer is one line.</summary>
    public string Command(params string[] words)
    {
        Send(words);
        var line = Line();
        return line switch
        {
            ['+' or ':', ..] => line[1..],
            ['-', ..] => throw new RedisErrorException(line[1..]),
            _ => throw new IOException("an answer of Redis is no line"),
        };
    }

    /// <summary>Sends a command whose answer is a short list of texts; null when there is none.</summary>
    public string[]? List(params string[] words)
    {
        Send(words);
        if (Length('*') is not { } count)
            return null;
        var texts = new string[count];
        for (var i = 0; i < count; i++)
            texts[i] = ReadText() ?? "";
        return texts;
    }

    /// <summary>Sends a command whose answer is a text; null when there is none.</summary>
    public string? Text(params string[] words)
    {
        Send(words);
        return ReadText();
    }

    /// <summary>Closes it. The stream is left alone: it would send what is left in its buffer, and fail.</summary>
    public void Dispose() => _socket.Dispose();

    private void Send(string[] words)
    {
        Write($"*{words.Length}\r\n");
        foreach (var word in words)
            Write($"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n");
        _stream.Flush();
    }

    private string? ReadText()
    {
        if (Length('$') is not { } length)
            return null;
        var text = new byte[length];
        _stream.ReadExactly(text);
        Line();
        return Encoding.UTF8.GetString(text);
    }

    /// <summary>How long a list or a text is; null when it is none.</summary>
    private int? Length(char type) => Line() switch
    {
        ['-', .. var error] => throw new RedisErrorException(error),
        [_, '-', '1'] => null,
        [var first, .. var number] when first == type && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            && length <= LongestText => length,
        _ => throw new IOException("an answer of Redis is not of its kind"),
    };

    private void Write(string text) => _stream.Write(Encoding.UTF8.GetBytes(text));

    private string Line()
    {
        var line = new StringBuilder();
        while (true)
        {
            var next = _stream.ReadByte();
            if (next < 0)
                throw new IOException("Redis closed the connection");
            if (next == '\n')
                return line.ToString().TrimEnd('\r');
            line.Append((char)next);
        }
    }
}
