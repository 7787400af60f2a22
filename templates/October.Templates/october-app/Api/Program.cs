using October.Tasks.Configuration;
using OctoberShop.Api;

return await Startup.RunAsync("api", "greets over HTTP", args, ApiSettings.Read, GreetingsApi.Build);
