using October.Api;

return await ApiHost.RunAsync(args);
