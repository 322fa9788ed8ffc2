package dev.outset.support;

import java.lang.reflect.Method;
import org.aopalliance.intercept.MethodInterceptor;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.ProxyFactory;

/** Proxies of interfaces and classes, with which tests intercept calls. */
public final class Proxies {

    private Proxies() {}

    /** Runs a call instead of the target. */
    @FunctionalInterface
    public interface Handler {

        /** Returns what the call returns. */
        @Nullable Object call(Method method, @Nullable Object[] arguments) throws Throwable;
    }

    /** Returns a proxy of a target that passes every call to a handler. */
    public static <T> T wrap(Class<T> type, T target, Handler handler) {
        ProxyFactory factory = new ProxyFactory();
        factory.setTarget(target);
        if (type.isInterface()) {
            factory.setInterfaces(type);
        } else {
            factory.setProxyTargetClass(true);
        }
        factory.addAdvice((MethodInterceptor) call -> handler.call(call.getMethod(), call.getArguments()));
        return type.cast(factory.getProxy(type.getClassLoader()));
    }
}
