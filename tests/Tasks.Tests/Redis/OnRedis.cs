using October.Tasks.Client;
using October.Tasks.Consumer;
using October.Tasks.Consumer.Receiving;
using October.Testing.Redis;

namespace October.Tasks.Redis;

public sealed class MessageStoreOnRedis(RedisServer server) : MessageStoreTests<RedisServer>(server);

public sealed class DelayedMessagesOnRedis(RedisServer server) : DelayedMessagesTests<RedisServer>(server);

public sealed class TaskConsumerOnRedis(RedisServer server) : TaskConsumerTests<RedisServer>(server);

public sealed class TaskClientOnRedis(RedisServer server) : TaskClientTests<RedisServer>(server);
