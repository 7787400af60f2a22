using System.Net;
using System.Net.WebSockets;

// usage: october-test-program ADDRESS PORT [stubborn]
// GET /env/NAME answers a variable, /file?path a file, /name the pod's name, /fail 500, /echo the request, /header the header X-Text as a header,
// /redirect leads to /name, /page links to it, /socket speaks WebSocket and says everything back, everything else 200.
var (address, port) = (args[0], int.Parse(args[1]));
var stubborn = args.Contains("stubborn");
var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
builder.WebHost.UseKestrelCore().ConfigureKestrel(k =>
{
    k.ResponseHeaderEncodingSelector = _ => System.Text.Encoding.UTF8;
    k.Listen(IPAddress.Parse(address), port);
});
await using var app = builder.Build();
using var sigterm = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGTERM, context =>
{
    context.Cancel = true;
    if (stubborn)
        return;
    Console.WriteLine("ending");
    Environment.Exit(0);
});
app.UseWebSockets();
app.Run(async context =>
{
    var path = context.Request.Path.Value ?? "/";
    if (path.StartsWith("/env/", StringComparison.Ordinal))
        await context.Response.WriteAsync(Environment.GetEnvironmentVariable(path[5..]) ?? "(unset)");
    else if (path == "/file")
        await context.Response.WriteAsync(await File.ReadAllTextAsync(context.Request.QueryString.Value![1..]));
    else if (path == "/fail")
        context.Response.StatusCode = 500;
    else if (path == "/echo")
    {
        using var body = new StreamReader(context.Request.Body);
        await context.Response.WriteAsync(
            $"{context.Request.Method} {context.Request.QueryString} {context.Request.Headers.Authorization} {context.Request.Headers["X-Forwarded-Uri"]} "
                + $"{await body.ReadToEndAsync()}");
    }
    else if (path == "/header")
        context.Response.Headers["X-Text"] = context.Request.Headers["X-Text"];
    else if (path == "/redirect")
        context.Response.Redirect("/name");
    else if (path == "/page")
        await Results.Content("<a href=\"/name\">Größe</a>", "text/html; charset=utf-8").ExecuteAsync(context);
    else if (path == "/socket")
        await SayBackAsync(context);
    else if (path == "/slow")
        await Task.Delay(1000, context.RequestAborted).ContinueWith(_ => context.Response.WriteAsync("slow")).Unwrap();
    else
        await context.Response.WriteAsync(Environment.GetEnvironmentVariable("POD_NAME") ?? "ok");
});
Console.WriteLine($"listening on {address}:{port}");
Console.Error.WriteLine("ready");
await app.RunAsync();

static async Task SayBackAsync(HttpContext context)
{
    using var socket = await context.WebSockets.AcceptWebSocketAsync();
    var buffer = new byte[1024];
    while (await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted) is { MessageType: not WebSocketMessageType.Close } part)
        await socket.SendAsync(buffer.AsMemory(0, part.Count), part.MessageType, part.EndOfMessage, context.RequestAborted);
    await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
}
